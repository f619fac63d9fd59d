/// Requests that people do not make: for files that leak secrets, and for the holes of well-known software.
enum WebProbe {
    /// Parts of a path, or their beginning up to a second dot, that give a scanner away whatever the answer.
    private static let secrets = hashes(
        """
        .env .git .svn .hg .aws .ssh .htpasswd .htaccess .ds_store .vscode .idea .bash_history .npmrc .docker
        passwd .. %2e%2e cgi-bin boaform hnap1 _ignition phpunit eval-stdin wp-config wlwmanifest id_rsa
        id_ed25519 gponform geoserver fgt_lang dana-na webshell c99 r57 alfa weblanguage shell web-inf setup.cgi
        backup.sql dump.sql database.sql config.php.bak
        """)
    /// Pages of software that some sites do run: a probe only where they were refused.
    private static let pages = hashes(
        """
        wp-login xmlrpc wp-admin wp-includes wp-content wordpress phpmyadmin pma myadmin mysqladmin adminer
        administrator admin.php phpinfo info.php test.php install.php setup.php config.json actuator solr
        jenkins server-status struts telescope invoker owa autodiscover manager login.action
        """)

    static func isProbe(_ path: some Sequence<UInt8>, wasRefused: Bool) -> Bool {
        var whole = StableHash.start
        /// The part up to its second dot, or its first where that does not begin it.
        var stem: UInt64?
        var length = 0
        func isKnown() -> Bool {
            if length == 0 { return false }
            if secrets.contains(whole) || (wasRefused && pages.contains(whole)) { return true }
            guard let stem else { return false }
            return secrets.contains(stem) || (wasRefused && pages.contains(stem))
        }
        for byte in path {
            if byte == UInt8(ascii: "/") {
                if isKnown() { return true }
                (whole, stem, length) = (StableHash.start, nil, 0)
                continue
            }
            if byte == UInt8(ascii: "."), length > 0, stem == nil { stem = whole }
            StableHash.add(byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte, to: &whole)
            length += 1
        }
        return isKnown()
    }

    private static func hashes(_ words: String) -> Set<UInt64> {
        Set(words.split(whereSeparator: \.isWhitespace).map { StableHash.of($0.utf8) })
    }
}
