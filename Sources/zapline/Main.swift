import Consumers
import Operations
import Service

@main
enum Main {
    static func main() {
        Program(Zapline.root.command, version: Version.current).run { context in
            try await Zapline.root.run(Surroundings(context))
        }
    }
}
