import LoglyShared

/// The latest samples in Prometheus' text format, without times, as node_exporter's textfile collector takes it.
///
/// The format: https://prometheus.io/docs/instrumenting/exposition_formats/. All samples of a name stand together,
/// after its HELP and TYPE.
struct Exposition {
    struct Label {
        let name: StaticString
        let value: String
    }

    private struct Sample {
        let labels: [Label]
        let value: Double
    }

    private var samples: [String: [Sample]] = [:]

    /// Whether there is nothing to say.
    var isEmpty: Bool { samples.isEmpty }

    mutating func add(_ metric: Metric, _ value: Double, _ labels: [Label]) {
        // The wire's two decimals of a percent are four of a ratio: 3.96 / 100 would be 0.039599999999999996.
        let value = metric.isShare ? (value * 100).rounded() / 10_000 : value
        samples[metric.name.description, default: []].append(
            Sample(labels: labels + metric.labels, value: value))
    }

    /// Writes the families in the order of `metrics`; two of one name are one family.
    func write(_ metrics: [Metric], to out: inout OutputBuffer) {
        var written: Set<String> = []
        for metric in metrics {
            let name = metric.name.description
            guard let samples = samples[name], written.insert(name).inserted else { continue }
            out.append("# HELP \(name) \(metric.help)\n# TYPE \(name) \(metric.kind.rawValue)\n")
            for sample in samples {
                out.append(name)
                append(sample.labels, to: &out)
                out.append(UInt8(ascii: " "))
                out.append(sample.value)
                out.append(UInt8(ascii: "\n"))
            }
        }
    }

    private func append(_ labels: [Label], to out: inout OutputBuffer) {
        for (index, label) in labels.enumerated() {
            out.append(index == 0 ? "{" : ",")
            out.append(label.name)
            out.append("=\"")
            out.append(labelValue: label.value)
            out.append(UInt8(ascii: "\""))
        }
        if !labels.isEmpty { out.append(UInt8(ascii: "}")) }
    }
}

extension OutputBuffer {
    /// `\`, `"` and line feeds are escaped; everything else of UTF-8 stands as it is.
    mutating func append(labelValue text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): append("\\\\")
            case UInt8(ascii: "\""): append("\\\"")
            case 0x0A: append("\\n")
            default: append(byte)
            }
        }
    }
}
