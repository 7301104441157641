package dev.pando.node.cli;

/// The files by which systemd and launchd start the node.
final class ServiceFiles {

    private ServiceFiles() {}

    /// A systemd user unit.
    ///
    /// @param launcher path of `pando`
    /// @param data     path of the data directory
    static String systemd(String launcher, String data) {
        return """
                [Unit]
                Description=Pando, an AI of your own

                [Service]
                ExecStart=%s up --no-browser --data-dir %s
                Restart=on-failure
                RestartSec=5
                NoNewPrivileges=yes

                [Install]
                WantedBy=default.target
                """.formatted(quoted(launcher), quoted(data));
    }

    // systemd.syntax(7): in quotes, \ and " are escaped; % and $ are doubled everywhere.
    private static String quoted(String path) {
        return '"' + path.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%").replace("$", "$$") + '"';
    }

    /// A launchd agent's property list.
    ///
    /// @param launcher path of `pando`
    /// @param data     path of the data directory
    static String launchd(String launcher, String data) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
                <plist version="1.0">
                <dict>
                  <key>Label</key><string>dev.pando</string>
                  <key>ProgramArguments</key>
                  <array>
                    <string>%s</string><string>up</string><string>--no-browser</string>
                    <string>--data-dir</string><string>%s</string>
                  </array>
                  <key>RunAtLoad</key><true/>
                  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
                </dict>
                </plist>
                """.formatted(escaped(launcher), escaped(data));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
