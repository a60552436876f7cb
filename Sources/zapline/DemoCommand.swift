import Operations
import Service

extension Zapline {
    /// `zapline demo`.
    static let demo = Operation(DemoOptions.command, stopping: .inOrder, DemoAction.run)
}
