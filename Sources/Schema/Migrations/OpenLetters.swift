/// Dead letters that wait for somebody.
enum OpenLetters {
    static let sql = """
        -- The health monitor counts them every few seconds: by this it reads only these, however many were settled before.
        CREATE INDEX IF NOT EXISTS dead_letters_open ON zapline.dead_letters (pipeline, topic, topic_partition)
            WHERE state = 'open' AND generation = 0;
        """
}
