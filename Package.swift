// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// What a release binary leaves out: symbols, unreferenced sections and
/// position independence, whose relocations cost a millisecond at each start.
let small: [LinkerSetting] = [
    .unsafeFlags(
        ["-Xlinker", "--gc-sections", "-Xlinker", "-s", "-Xclang-linker", "-no-pie"],
        .when(configuration: .release))
]

func program(_ name: String) -> Target {
    .executableTarget(
        name: name,
        dependencies: ["LoglyCommand", "LoglyShared"],
        swiftSettings: strict,
        linkerSettings: small)
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
            tests("LoglySharedTests", of: "LoglyShared")
        ]
)
