// swift-tools-version: 6.2
import PackageDescription

// A program of one's own that asks Logly's database: `swift run shop-report logly.db`.
let package = Package(
    name: "query",
    dependencies: [.package(name: "logly", path: "../..")],
    targets: [
        .executableTarget(
            name: "shop-report", dependencies: [.product(name: "LoglyShared", package: "logly")])
    ]
)
