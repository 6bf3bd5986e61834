// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** The local file system under the scheme {@code faulty}, as slow as a test wants it. */
public final class FaultyFileSystem extends LocalFileSystem {

    /** Its scheme. */
    static final String SCHEME = "faulty";

    private static final long GLANCE_NANOS = Duration.ofMillis(5).toNanos();
    private static final Pattern CHECKPOINT = Pattern.compile("chk-\\d+");
    private static final Set<String> CHECKPOINTS = ConcurrentHashMap.newKeySet();
    private static volatile long delayNanos;

    /** Makes every file take that long to be opened for writing. */
    static void delay(Duration duration) {
        delayNanos = duration.toNanos();
    }

    /** Checkpoints below a folder that somebody has wanted to write a file of so far. */
    static long checkpoints(java.nio.file.Path directory) {
        return CHECKPOINTS.stream()
                .filter(path -> path.startsWith(directory.toString()))
                .count();
    }

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":/");
    }

    @Override
    public FSDataOutputStream create(Path file, WriteMode mode) throws IOException {
        if (CHECKPOINT.matcher(file.getParent().getName()).matches()) {
            CHECKPOINTS.add(file.getParent().getPath());
        }
        pause(delayNanos);
        return super.create(file, mode);
    }

    private static void pause(long nanos) throws IOException {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            if (Thread.interrupted()) {
                throw new InterruptedIOException("interrupted while the storage did not answer");
            }
            LockSupport.parkNanos(GLANCE_NANOS);
        }
    }

    /** Found by Flink's service loader. */
    public static final class Factory implements FileSystemFactory {

        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FileSystem create(URI uri) {
            return new FaultyFileSystem();
        }
    }
}
