// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Page-locked host memory, which a GPU reads by itself at the full speed of its bus; of other memory the driver first
 * makes a page-locked copy (CUDA Runtime API, {@code cudaHostAlloc}). DJL has no call for it, so this asks the runtime that
 * libtorch has loaded into the process.
 */
final class PinnedMemory implements HostMemory {

    private static final Path LOADED = Path.of("/proc/self/maps");
    /** {@code cudaHostAllocPortable}: pinned for all devices of the process. */
    private static final int PORTABLE = 1;

    private final int device;
    private final Function setDevice;
    private final Function allocate;
    private final Function free;

    private PinnedMemory(int device, NativeLibrary runtime) {
        this.device = device;
        this.setDevice = runtime.getFunction("cudaSetDevice");
        this.allocate = runtime.getFunction("cudaHostAlloc");
        this.free = runtime.getFunction("cudaFreeHost");
    }

    /** Memory for the GPU of that index; empty where the process has not loaded CUDA's runtime as a library of its own. */
    static Optional<HostMemory> of(int device) {
        return loadedRuntime().map(path -> new PinnedMemory(device, NativeLibrary.getInstance(path)));
    }

    private static Optional<String> loadedRuntime() {
        if (!Files.isReadable(LOADED)) {
            return Optional.empty();
        }
        try (Stream<String> mappings = Files.lines(LOADED)) {
            return mappings.filter(line -> line.contains("/libcudart"))
                    .map(line -> line.substring(line.indexOf('/')))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ByteBuffer allocate(int bytes) {
        PointerByReference memory = new PointerByReference();
        require(setDevice.invokeInt(new Object[] {device}), "select the GPU");
        require(allocate.invokeInt(new Object[] {memory, (long) bytes, PORTABLE}), "give page-locked host memory");
        return memory.getValue().getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
    }

    @Override
    public void free(ByteBuffer memory) {
        Pointer address = Native.getDirectBufferPointer(memory);
        require(setDevice.invokeInt(new Object[] {device}), "select the GPU");
        require(free.invokeInt(new Object[] {address}), "take page-locked host memory back");
    }

    private static void require(int error, String what) {
        if (error != 0) {
            throw new IllegalStateException("CUDA does not %s: error %d of its runtime".formatted(what, error));
        }
    }
}
