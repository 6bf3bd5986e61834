// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Turns the option {@code model.device} into a device. */
public final class Devices {

    private static final Pattern NAME = Pattern.compile("gpu(?::(\\d{1,4}))?");

    private Devices() {}

    /** Sets the number of threads that libtorch uses per operation; OpenMP keeps it by calling thread. */
    public static void threads(int count) {
        Engine.getEngine("PyTorch");
        JniUtils.setNumThreads(count);
    }

    /**
     * Runs {@code work} for every index below {@code count}: on all cores beside a GPU, which waits for it, else on this thread,
     * since the other cores are libtorch's and Kafka's.
     */
    public static void forEach(Device device, int count, IntConsumer work) {
        IntStream all = IntStream.range(0, count);
        (device.isGpu() ? all.parallel() : all).forEach(work);
    }

    /**
     * The device that {@code name} means.
     *
     * @param name {@code auto} (a GPU if there is one), {@code cpu}, {@code gpu} or {@code gpu:n}
     * @throws IllegalArgumentException if the name is none of these or there is no such GPU
     */
    public static Device of(String name) {
        if (name.equals("cpu")) {
            return Device.cpu();
        }
        int gpus = Engine.getEngine("PyTorch").getGpuCount();
        if (name.equals("auto")) {
            return gpus > 0 ? Device.gpu(0) : Device.cpu();
        }
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "model.device is '%s'; set it to auto, cpu, gpu or gpu:n".formatted(name));
        }
        int index = matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1));
        if (index >= gpus) {
            throw new IllegalArgumentException(
                    "model.device is '%s', but PyTorch sees %d GPUs here; set it to auto or cpu".formatted(name, gpus));
        }
        return Device.gpu(index);
    }
}
