// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.labels;

import io.acclimate.state.RememberedWindow;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Windows of one stream that a label may still come for, by their end. */
public interface RememberedWindows {

    /** The window that ends then, if it is remembered. */
    Optional<RememberedWindow> find(long endMicros) throws Exception;

    /** Remembers a window in place of one with the same end. */
    void put(RememberedWindow window) throws Exception;

    /** Forgets the window that ends then. */
    void remove(long endMicros) throws Exception;

    /** Windows in memory. */
    static RememberedWindows inMemory() {
        Map<Long, RememberedWindow> windows = new HashMap<>();
        return new RememberedWindows() {
            @Override
            public Optional<RememberedWindow> find(long endMicros) {
                return Optional.ofNullable(windows.get(endMicros));
            }

            @Override
            public void put(RememberedWindow window) {
                windows.put(window.endMicros(), window);
            }

            @Override
            public void remove(long endMicros) {
                windows.remove(endMicros);
            }
        };
    }
}
