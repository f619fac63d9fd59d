import LoglyShared

extension Document {
    /// Writes one JSON object: sections by their keys, as arrays of objects; facts as one object.
    func writeJSON(to out: inout OutputBuffer) {
        out.append("{\"type\":")
        out.append(jsonString: type)
        out.append(",\"timestamp\":")
        out.append(timestamp)
        for section in sections {
            out.append(",\n")
            out.append(jsonString: section.key)
            out.append(UInt8(ascii: ":"))
            section.writeJSON(to: &out)
        }
        out.append(",\n\"warnings\":")
        out.append(jsonStrings: warnings)
        out.append("}\n")
    }
}

extension Section {
    fileprivate func writeJSON(to out: inout OutputBuffer) {
        if isFacts { return writeObject(rows[0], to: &out) }
        out.append(UInt8(ascii: "["))
        for (index, row) in rows.enumerated() {
            if index > 0 { out.append(",\n ") }
            writeObject(row, to: &out)
        }
        out.append(UInt8(ascii: "]"))
    }

    private func writeObject(_ row: [Cell], to out: inout OutputBuffer) {
        out.append(UInt8(ascii: "{"))
        var isFirst = true
        for (column, cell) in zip(columns, row) where cell != .absent {
            if !isFirst { out.append(UInt8(ascii: ",")) }
            isFirst = false
            out.append(jsonString: column.key)
            out.append(UInt8(ascii: ":"))
            switch cell {
            case .text(let text): out.append(jsonString: text)
            case .texts(let texts): out.append(jsonStrings: texts)
            case .count(let count), .bytes(let count): out.append(count)
            case .percent(let share): out.append(share: share)
            case .number(let number): out.append(share: number)
            case .seconds(let seconds): out.append((seconds * 1000).rounded() / 1000)
            case .time(let time): out.append(time)
            case .absent: break
            }
        }
        out.append(UInt8(ascii: "}"))
    }
}

extension OutputBuffer {
    fileprivate mutating func append(jsonStrings texts: [String]) {
        append(UInt8(ascii: "["))
        for (index, text) in texts.enumerated() {
            if index > 0 { append(UInt8(ascii: ",")) }
            append(jsonString: text)
        }
        append(UInt8(ascii: "]"))
    }
}
