// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// How a release binary is linked: whole, the C library, SQLite and libyaml inside, without symbols and
/// unreferenced sections.
///
/// The dynamic loader with its 3,400 relocations took 40 % of a program's start-up (6.0 ms of CPU against 3.7, medians
/// of 200 interleaved runs), and a static program runs on any distribution. What it cannot do is ask for users and
/// groups by name (NSS). lld because gold warns of each C function that could.
let whole: [LinkerSetting] = [
    .unsafeFlags(
        ["-static-executable", "-use-ld=lld", "-Xlinker", "--gc-sections", "-Xlinker", "-s"],
        .when(configuration: .release))
]

func program(_ name: String) -> Target {
    .executableTarget(
        name: name,
        dependencies: ["LoglyCommand", "LoglyShared"] + (name == "logly-parse" ? ["CScan", "CStatx"] : []),
        swiftSettings: strict,
        linkerSettings: whole)
}

func tests(_ name: String, of target: String) -> Target {
    .testTarget(
        name: name, dependencies: [.byName(name: target)] + (target == "LoglyShared" ? [] : ["LoglyShared"]),
        swiftSettings: strict)
}

let programs = [
    "logly-sample", "logly-parse", "logly-ingest", "logly-rollup", "logly-analyze", "logly-export",
]

let package = Package(
    name: "logly",
    products: [.library(name: "LoglyShared", targets: ["LoglyShared"])]
        + programs.map { .executable(name: $0, targets: [$0]) },
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
    ],
    targets: [
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(
            name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        // Scanning of bytes by SIMD, in a header alone.
        .systemLibrary(name: "CScan"),
        // statx(2), in a header alone.
        .systemLibrary(name: "CStatx"),
        .target(
            name: "LoglyShared", dependencies: ["CSQLite", "CYAML"], swiftSettings: strict),
        .target(
            name: "LoglyCommand",
            dependencies: [
                "LoglyShared", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
    ] + programs.map(program)
        + [
            // Unit tests mirror the sources; a program's go with its name here.
            tests("LoglySharedTests", of: "LoglyShared"),
            tests("LoglyAnalyzeTests", of: "logly-analyze"),
            tests("LoglyExportTests", of: "logly-export"),
            tests("LoglyParseTests", of: "logly-parse"),
            tests("LoglyIngestTests", of: "logly-ingest"),
            tests("LoglyRollupTests", of: "logly-rollup"),
            tests("LoglySampleTests", of: "logly-sample"),
            // The built programs, run as a user runs them.
            .testTarget(
                name: "ProgramTests", dependencies: programs.map { .byName(name: $0) } + ["LoglyShared"],
                swiftSettings: strict),
        ]
)
