// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

/** Labelled model inputs of one test domain, by row. */
public interface LabelledInputs {

    /** Number of rows. */
    int size();

    /** Class of a row. */
    int label(int row);

    /** A row as {@code Sample.data} holds it: little-endian float32 in the model's input shape, or a window of events. */
    byte[] input(int row);

    /** The first {@code count} rows, or all if there are no more. */
    default LabelledInputs first(int count) {
        LabelledInputs all = this;
        return count >= size()
                ? this
                : new LabelledInputs() {
                    @Override
                    public int size() {
                        return count;
                    }

                    @Override
                    public int label(int row) {
                        return all.label(row);
                    }

                    @Override
                    public byte[] input(int row) {
                        return all.input(row);
                    }
                };
    }
}
