extension Configuration {
    public struct Logs: Equatable, Sendable {
        /// False: `logly-parse` reads no configured source.
        public var isEnabled = true
        /// In the order of the file. What the file lists replaces the built-in sources.
        public var sources = LogSource.builtIn

        public init() {}

        mutating func read(_ section: inout SectionReader) {
            section.flag("enabled", &isEnabled)
            section.sections("sources", &sources) { name, reader in
                guard LogSource.isValidName(name) else {
                    reader.refuse("a source's name has 1 to 64 letters, digits, \"-\", \"_\" or \".\"")
                    return nil
                }
                var source = LogSource.builtIn.first { $0.name == name } ?? LogSource(name: name)
                source.read(&reader)
                return source
            }
        }
    }
}
