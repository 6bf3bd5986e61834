// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.cli;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

/** What a command answered. */
public record Answer(int code, String out, String err) {

    /** Runs a command in this JVM. */
    public static Answer to(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Acclimate.commandLine();
        commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = commandLine.execute(
                Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        return new Answer(code, out.toString(), err.toString());
    }

    /** What it printed, if it was done. */
    public String done() {
        assertThat(code).as(err).isZero();
        return out;
    }

    /** That it was refused in one sentence that contains {@code words}. */
    public void assertRefused(String... words) {
        assertThat(code).as(err).isEqualTo(1);
        assertThat(err).hasLineCount(1).contains(words);
    }
}
