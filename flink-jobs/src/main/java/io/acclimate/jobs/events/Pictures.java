// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import javax.imageio.ImageIO;

import java.io.IOException;
import java.nio.file.Path;

/** Where drawn windows go: the first one to a PNG, or all to a GIF. */
abstract class Pictures implements AutoCloseable {

    private final int most;
    private int count;

    private Pictures(int most) {
        this.most = most;
    }

    /** One picture. */
    static Pictures png(Path file) {
        return new Pictures(1) {
            @Override
            void write(EventImage image) throws IOException {
                if (!ImageIO.write(image.draw(), "png", file.toFile())) {
                    throw new IOException("this JDK cannot write PNG");
                }
            }
        };
    }

    /** An animation of at most so many frames. */
    static Pictures gif(Path file, int frameMillis, int most) {
        return new Pictures(most) {
            private AnimatedGif gif;

            @Override
            void write(EventImage image) throws IOException {
                if (gif == null) {
                    gif = new AnimatedGif(file, frameMillis);
                }
                gif.add(image.draw());
            }

            @Override
            public void close() throws IOException {
                if (gif != null) {
                    gif.close();
                }
            }
        };
    }

    abstract void write(EventImage image) throws IOException;

    /** Takes the picture of a window and empties it for the next one. */
    void add(EventImage image) throws IOException {
        write(image);
        image.clear();
        count++;
    }

    boolean isFull() {
        return count == most;
    }

    int count() {
        return count;
    }

    @Override
    public void close() throws IOException {
        // A single picture is written at once.
    }
}
