package dev.pando.node.cli;

/// The files by which systemd and launchd start the node.
final class ServiceFiles {

    // What the launcher looks at first.
    private static final String JDK = "PANDO_JAVA_HOME";

    private ServiceFiles() {}

    /// A systemd user unit. What the node refuses as it is configured (status 2) is not tried again.
    ///
    /// @param launcher path of `pando`
    /// @param jdk      home of the JDK to start it with; the launcher finds another one if that is gone
    /// @param data     path of the data directory
    /// @throws IllegalArgumentException if systemd takes no such launcher
    static String systemd(String launcher, String jdk, String data) {
        if (launcher.matches(".*[\\\\\"'].*"))
            throw new IllegalArgumentException(
                    "systemd starts nothing with a quote or a backslash in its path: " + launcher);
        return """
                [Unit]
                Description=Pando, an AI of your own

                [Service]
                Environment=%s
                ExecStart=%s up --no-browser --data-dir %s
                Restart=on-failure
                RestartSec=5
                RestartPreventExitStatus=2
                NoNewPrivileges=yes

                [Install]
                WantedBy=default.target
                """.formatted(quoted(JDK + "=" + jdk), quoted(launcher), quoted(data).replace("$", "$$"));
    }

    // systemd.syntax(7): in quotes, \ and " are escaped; % is doubled everywhere, $ in arguments alone.
    private static String quoted(String path) {
        return '"' + path.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%") + '"';
    }

    /// A launchd agent's property list.
    ///
    /// @param launcher path of `pando`
    /// @param jdk      home of the JDK to start it with; the launcher finds another one if that is gone
    /// @param data     path of the data directory
    static String launchd(String launcher, String jdk, String data) {
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
                  <key>EnvironmentVariables</key><dict><key>%s</key><string>%s</string></dict>
                  <key>RunAtLoad</key><true/>
                  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
                </dict>
                </plist>
                """.formatted(escaped(launcher), escaped(data), JDK, escaped(jdk));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
