package io.holdfast.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptorsTest {

    /** The shell's limit binds a process and its children alone, so it takes another process. */
    @Test
    void aProcessWithoutDescriptorsSaysSoAndConnectsOnceItHasSomeAgain() throws Exception {
        assumeThat(Files.isExecutable(Path.of("/bin/sh"))).isTrue();
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            peer.upgrade();
            peer.awaitEnd();
        })) {
            final Process process = new ProcessBuilder(
                            "/bin/sh",
                            "-c",
                            "ulimit -n 256 && exec \"$@\"",
                            "sh",
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:-MaxFDLimit",
                            "-cp",
                            System.getProperty("java.class.path"),
                            OutOfDescriptors.class.getName(),
                            Integer.toString(server.port()))
                    .redirectErrorStream(true)
                    .start();
            final List<String> lines;
            try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
                lines = reader.lines()
                        .filter(line -> line.startsWith(OutOfDescriptors.SAYS))
                        .map(line -> line.substring(OutOfDescriptors.SAYS.length()))
                        .toList();
            }

            assertThat(process.waitFor()).as("%s", lines).isZero();
            assertThat(lines).hasSize(2);
            assertThat(lines.get(0))
                    .startsWith("NETWORK_UNREACHABLE during TCP")
                    .contains("Too many open files");
            assertThat(lines.get(1)).isEqualTo("open again, the other one untouched");
        }
    }
}
