// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import io.acclimate.jobs.events.Commands.Run;
import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventFormat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

class RenderCommandTest {

    private static final int WHITE = 0xFFFFFF;
    private static final int BLUE = 0x0000FF;
    private static final int RED = 0xFF0000;

    @TempDir
    private Path directory;

    private Path recording;

    /** ON at (3, 2) in the first 10 ms, OFF at (4, 2) in the second, both at (5, 2) in the third. */
    @BeforeEach
    void writeThreeWindows() throws IOException {
        EventBuffer events = new EventBuffer(64);
        events.add(1_000, 3, 2, true);
        events.add(10_999, 3, 2, true);
        events.add(11_000, 4, 2, false);
        events.add(20_999, 4, 2, false);
        events.add(21_000, 5, 2, false);
        events.add(30_999, 5, 2, true);
        recording = Commands.write(directory.resolve("a.dat"), EventFormat.DAT, events);
    }

    private static int pixel(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) & WHITE;
    }

    private BufferedImage png(String... options) throws IOException {
        Path out = directory.resolve("picture.png");
        Object[] arguments = new Object[5 + options.length];
        System.arraycopy(new Object[] {"events", "render", recording, "--out", out}, 0, arguments, 0, 5);
        System.arraycopy(options, 0, arguments, 5, options.length);
        Run run = Commands.run(arguments);
        assertThat(run.err()).isEmpty();
        return ImageIO.read(out.toFile());
    }

    @Test
    void aPictureShowsTheEventsOfItsWindowOnly() throws IOException {
        BufferedImage first = png("--window", "10", "--scale", "1");
        assertThat(first.getWidth()).isEqualTo(64);
        assertThat(first.getHeight()).isEqualTo(48);
        assertThat(pixel(first, 3, 2)).isEqualTo(BLUE);
        assertThat(pixel(first, 4, 2)).isEqualTo(WHITE);
        BufferedImage second = png("--window", "10", "--scale", "1", "--from", "0.01");
        assertThat(pixel(second, 3, 2)).isEqualTo(WHITE);
        assertThat(pixel(second, 4, 2)).isEqualTo(RED);
        BufferedImage all = png("--window", "30", "--scale", "1", "--colour-map", "grey");
        assertThat(pixel(all, 3, 2)).isEqualTo(WHITE);
        assertThat(pixel(all, 4, 2)).isZero();
        assertThat(pixel(all, 5, 2)).isEqualTo(pixel(all, 20, 20)).isEqualTo(0x808080);
    }

    @Test
    void smallSensorsAreEnlarged() throws IOException {
        BufferedImage image = png("--window", "10");
        assertThat(image.getWidth()).isEqualTo(320);
        assertThat(pixel(image, 19, 14)).isEqualTo(BLUE);
        assertThat(pixel(image, 15, 10)).isEqualTo(BLUE);
        assertThat(pixel(image, 20, 14)).isEqualTo(WHITE);
    }

    @Test
    void anAnimationHasAFrameForEveryWindow() throws IOException {
        Path out = directory.resolve("a.gif");
        Run run = Commands.run(
                "events", "render", recording, "--out", out, "--window", "10", "--scale", "2", "--colour-map", "DARK");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("128 x 96 pixels, 3 windows of 10.0 ms, 6 events");
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(out.toFile())) {
            reader.setInput(in);
            assertThat(reader.getNumImages(true)).isEqualTo(3);
            assertThat(pixel(reader.read(0), 7, 5)).isEqualTo(WHITE);
            assertThat(pixel(reader.read(1), 7, 5)).isEqualTo(pixel(reader.read(1), 0, 0));
            assertThat(pixel(reader.read(1), 8, 4) & 0xFF).isEqualTo(0xFF);
        }
    }

    @Test
    void mistakesAreSentences() {
        assertThat(Commands.run("events", "render", recording, "--out", "a.jpg").err())
                .isEqualToIgnoringNewLines("--out a.jpg is neither a .png nor a .gif file");
        assertThat(Commands.run("events", "render", recording, "--out", directory.resolve("b.png"), "--from", "9")
                        .err())
                .contains("has no events 9.0 s after its first one; begin earlier with --from");
        assertThat(Commands.run("events", "render", recording, "--out", directory.resolve("b.png"), "--scale", "1000")
                        .err())
                .contains("a scale of 1000 makes no picture");
    }
}
