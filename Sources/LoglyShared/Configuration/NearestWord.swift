/// The one of `words` that was most likely meant; nil where none is near.
///
/// Near is a third of the letters wrong at most, a swap of neighbours being one mistake; capitals and `-` for `_`
/// are none.
func nearest(to word: String, among words: [String]) -> String? {
    func plain(_ word: String) -> [UInt8] {
        word.utf8.map { byte in
            byte == UInt8(ascii: "-") ? UInt8(ascii: "_") : byte &- 0x41 < 26 ? byte | 0x20 : byte
        }
    }
    let given = plain(word)
    // A distance costs the product of the lengths; no key is this long.
    guard given.count <= 64 else { return nil }
    var best: (word: String, distance: Int)?
    for candidate in words {
        let letters = plain(candidate)
        let distance = editDistance(given, letters)
        if distance <= max(given.count, letters.count) / 3, distance < best?.distance ?? .max {
            best = (candidate, distance)
        }
    }
    return best?.word
}

/// How many insertions, deletions, replacements and swaps of neighbours lead from one to the other.
func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (row, letter) in left.enumerated() {
        var current = [row + 1]
        for (column, other) in right.enumerated() {
            var cost = min(
                last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
            if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                cost = min(cost, beforeLast[column - 1] + 1)
            }
            current.append(cost)
        }
        (beforeLast, last) = (last, current)
    }
    return last[right.count]
}
