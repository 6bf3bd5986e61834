// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * How the packets of an AEDAT 4 file are compressed, each by itself; the order is that of the format's numbers.
 *
 * <p>LZ4 frames are written by lz4-java, which is fast but does not read the dependent blocks that iniVation's DV writes,
 * and read by Commons Compress, which does.
 */
public enum Aedat4Compression {
    /** Not at all. */
    NONE,
    /** LZ4 frames. */
    LZ4,
    /** LZ4 frames, compressed harder; read like {@link #LZ4}. */
    LZ4_HIGH,
    /** Zstandard frames. */
    ZSTD,
    /** Zstandard frames, compressed harder; read like {@link #ZSTD}. */
    ZSTD_HIGH;

    /** Windows larger than 2^24 bytes are refused: a damaged frame could demand gigabytes. */
    private static final int LARGEST_WINDOW_LOG = 24;

    private static final int LZ4_MAGIC = 0x184D2204;
    private static final int ZSTD_MAGIC = 0xFD2FB528;
    private static final int IDENTIFIER_AT = 8;

    /** Whether a packet of which these are the first 16 bytes can be one. */
    boolean canBegin(byte[] bytes, int at) {
        return switch (this) {
            case LZ4, LZ4_HIGH -> LittleEndian.i32(bytes, at) == LZ4_MAGIC;
            case ZSTD, ZSTD_HIGH -> LittleEndian.i32(bytes, at) == ZSTD_MAGIC;
            case NONE -> isIdentifier(bytes, at + IDENTIFIER_AT);
        };
    }

    private static boolean isIdentifier(byte[] bytes, int at) {
        for (int i = at; i < at + 4; i++) {
            if (bytes[i] < 'A' || bytes[i] > 'Z') {
                return false;
            }
        }
        return true;
    }

    /**
     * Decompresses the packet {@code bytes[from..to)} into {@code target}.
     *
     * @throws IOException if it is damaged or becomes longer than {@code target} may
     */
    void decompress(byte[] bytes, int from, int to, GrowingBytes target) throws IOException {
        try (InputStream in = open(new ByteArrayInputStream(bytes, from, to - from))) {
            target.clear();
            target.readAll(in);
        } catch (RuntimeException e) {
            throw new IOException("damaged packet: " + e.getMessage(), e);
        }
    }

    private InputStream open(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case LZ4, LZ4_HIGH -> new FramedLZ4CompressorInputStream(in);
            case ZSTD, ZSTD_HIGH -> new ZstdInputStreamNoFinalizer(in).setLongMax(LARGEST_WINDOW_LOG);
        };
    }

    /** Compresses one packet. */
    byte[] compress(byte[] bytes) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 2 + 64);
        try (OutputStream out = open(compressed)) {
            out.write(bytes);
        }
        return compressed.toByteArray();
    }

    private OutputStream open(OutputStream out) throws IOException {
        return switch (this) {
            case NONE -> out;
            case LZ4, LZ4_HIGH -> new LZ4FrameOutputStream(out, BLOCKSIZE.SIZE_256KB);
            case ZSTD -> new ZstdOutputStreamNoFinalizer(out);
            case ZSTD_HIGH -> new ZstdOutputStreamNoFinalizer(out, 19);
        };
    }
}
