// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Looks for bytes in the writable memory of this process.
enum MemoryScan {
    /// How often a sequence of `count` bytes occurs; it is compared byte by byte with `byte`, so that looking for it
    /// makes no copy of it.
    static func occurrences(in regions: [Range<UInt>], count: Int, of byte: (Int) -> UInt8) -> Int {
        var found = 0
        for region in regions {
            guard let start = UnsafeRawPointer(bitPattern: region.lowerBound) else { continue }
            let memory = UnsafeRawBufferPointer(start: start, count: region.count)
            var index = 0
            let first = Int32(byte(0))
            while index + count <= memory.count, let base = memory.baseAddress,
                let hit = memchr(base + index, first, memory.count - count - index + 1)
            {
                index = UnsafeRawPointer(hit) - base
                if (0..<count).allSatisfy({ memory[index + $0] == byte($0) }) { found += 1 }
                index += 1
            }
        }
        return found
    }

    /// Private, writable regions: heap, stacks, data.
    static func regions() -> [Range<UInt>] {
        let maps = FileManager.default.contents(atPath: "/proc/self/maps") ?? Data()
        return String(decoding: maps, as: UTF8.self).split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count >= 2, fields[1] == "rw-p", fields.last != "[vvar]" else { return nil }
            let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            return bounds.count == 2 ? bounds[0]..<bounds[1] : nil
        }
    }
}
