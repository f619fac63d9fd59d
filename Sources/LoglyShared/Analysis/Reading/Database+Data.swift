extension Database {
    /// Whether any sample or event is stored, of whatever time.
    public func holdsData() throws(ToolError) -> Bool {
        for table in SampleTables.names.values.sorted() + ["events"] {
            if try integer("SELECT 1 FROM \(table) LIMIT 1") != nil { return true }
        }
        return false
    }
}
