import Foundation
import Testing

@testable import LoglyShared

@Suite struct LocationTests {
    private let user = UserEnvironment(home: "/home/ada")
    private let root = UserEnvironment(home: "/root", isRoot: true)

    private func changed(
        _ environment: UserEnvironment, _ change: (inout UserEnvironment) -> Void
    ) -> UserEnvironment {
        var environment = environment
        change(&environment)
        return environment
    }

    @Test func findsTheConfiguration() {
        func location(_ option: String?, _ environment: UserEnvironment) -> ConfigurationLocation {
            ConfigurationLocation(option: option, environment: environment)
        }
        let system = "/etc/logly/logly.yaml"
        #expect(location(nil, root) == .firstOf([system]))
        #expect(location(nil, user) == .firstOf(["/home/ada/.config/logly/logly.yaml", system]))
        #expect(location(nil, UserEnvironment()) == .firstOf([system]))
        let moved = changed(user) { $0.configHome = "/cfg" }
        #expect(location(nil, moved) == .firstOf(["/cfg/logly/logly.yaml", system]))
        let relative = changed(user) { $0.configHome = "cfg" }
        #expect(location(nil, relative) == .firstOf(["/home/ada/.config/logly/logly.yaml", system]))
        let variable = changed(root) { $0.config = "~/l.yaml" }
        #expect(location(nil, variable) == .named("/root/l.yaml"))
        #expect(location("x.yaml", variable) == .named("x.yaml"))
    }

    @Test func findsTheDatabase() {
        var configuration = Configuration()
        func path(_ option: String?, _ environment: UserEnvironment, installed: Bool = false) -> String {
            DatabaseLocation.path(option: option, configuration: configuration, environment: environment) {
                _ in
                installed
            }
        }
        let system = "/var/lib/logly/logly.db"
        #expect(path(nil, root) == system)
        #expect(path(nil, user) == "/home/ada/.local/state/logly/logly.db")
        #expect(path(nil, user, installed: true) == system)
        #expect(path(nil, UserEnvironment()) == system)
        #expect(path(nil, changed(user) { $0.stateHome = "/state" }) == "/state/logly/logly.db")
        configuration.database.path = "/srv/l.db"
        #expect(path(nil, root) == "/srv/l.db")
        #expect(path(nil, changed(root) { $0.database = "~/v.db" }) == "/root/v.db")
        #expect(path("o.db", changed(root) { $0.database = "~/v.db" }) == "o.db")
    }

    @Test func namesTheHost() {
        func host(_ option: String?, _ configured: String?, _ recorded: String?) -> HostName {
            HostName(option: option, configured: configured, recorded: recorded, machine: "now")
        }
        #expect(host("o", "c", "r").name == "o")
        #expect(host(nil, "c", "r").name == "c")
        #expect(host(nil, "c", "r").renamedTo == nil)
        #expect(host(nil, nil, "r").name == "r")
        #expect(host(nil, nil, "r").renamedTo == "now")
        #expect(host(nil, nil, "now").renamedTo == nil)
        #expect(host(nil, nil, nil).name == "now")
    }

    @Test func readsFiles() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func file(_ name: String, _ content: String) throws -> String {
            try content.write(to: folder.appending(path: name), atomically: false, encoding: .utf8)
            return folder.appending(path: name).path
        }
        func error(_ path: String) -> ToolError? {
            do {
                _ = try ConfigurationReading(
                    at: .named(path), for: .reporting, environment: UserEnvironment())
                return nil
            } catch { return error }
        }
        let good = try file("good.yaml", "host: a\n")
        let missing = folder.appending(path: "missing.yaml").path
        let folderPath = folder.path
        #expect(try ConfigurationReading(file: good, for: .reporting).configuration.host == "a")
        #expect(
            error(missing) == ToolError(.noInput, "cannot open \(missing): No such file or directory"))
        #expect(error(folderPath) == ToolError(.noInput, "cannot read \(folderPath): Is a directory"))
        let large = try file("large.yaml", String(repeating: "# much\n", count: 200_000))
        #expect(error(large)?.status == .configuration)
        let first = try ConfigurationReading(
            at: .firstOf([missing, good + "/x", good]), for: .reporting, environment: UserEnvironment())
        #expect(first.configuration.host == "a")
        // A folder cannot be read, whoever asks; root reads any file.
        let passed = try ConfigurationReading(
            at: .firstOf([folderPath, good]), for: .reporting, environment: UserEnvironment())
        #expect(passed.configuration.host == "a")
        #expect(passed.warnings == ["cannot read \(folderPath): Is a directory; going on without it"])
        let none = try ConfigurationReading(
            at: .firstOf([missing]), for: .reporting, environment: UserEnvironment())
        #expect(none.file == nil && none.configuration == Configuration())
    }
}
