// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state.savepoint;

import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsSavepointStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedBackendSerializationProxy;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the files of a savepoint tell of how an operator's state was written. */
final class StateHandles {

    private StateHandles() {}

    /** Names of the keyed states. */
    static Set<String> keyedNames(OperatorState operator) throws IOException {
        Set<String> names = new TreeSet<>();
        for (KeyedStateHandle handle : keyed(operator).toList()) {
            for (StateMetaInfoSnapshot state : description(handle).getStateMetaInfoSnapshots()) {
                names.add(state.getName());
            }
        }
        return names;
    }

    /** Names of the states that belong to no key. */
    static Set<String> operatorNames(OperatorState operator) {
        Set<String> names = new TreeSet<>();
        for (OperatorSubtaskState subtask : operator.getStates()) {
            for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
                names.addAll(handle.getStateNameToPartitionOffsets().keySet());
            }
        }
        return names;
    }

    /**
     * A backend that reads the operator's keyed state. Canonical state is read through RocksDB, which holds little of it in
     * memory.
     */
    static StateBackend backend(OperatorState operator) throws IOException {
        for (KeyedStateHandle handle : keyed(operator).toList()) {
            if (isHeap(handle)) {
                return new HashMapStateBackend();
            }
        }
        return new EmbeddedRocksDBStateBackend();
    }

    /** Whether every keyed state is canonical, so that any backend reads it. */
    static boolean canonical(Collection<OperatorState> operators) {
        return operators.stream()
                .flatMap(StateHandles::keyed)
                .allMatch(KeyGroupsSavepointStateHandle.class::isInstance);
    }

    /**
     * Native snapshots of the heap and full ones of RocksDB have handles of the same class, but on the heap each key group
     * begins with its number, where RocksDB writes the number of a state and a length.
     */
    private static boolean isHeap(KeyedStateHandle handle) throws IOException {
        if (!(handle instanceof KeyGroupsStateHandle groups) || handle instanceof KeyGroupsSavepointStateHandle) {
            return false;
        }
        int last = groups.getKeyGroupRange().getEndKeyGroup();
        long offset = groups.getOffsetForKeyGroup(last);
        if (offset == 0) {
            return false;
        }
        try (FSDataInputStream stream = groups.openInputStream()) {
            stream.seek(offset);
            return new DataInputViewStreamWrapper(stream).readInt() == last;
        }
    }

    private static Stream<KeyedStateHandle> keyed(OperatorState operator) {
        return operator.getStates().stream().flatMap(subtask -> subtask.getManagedKeyedState().stream());
    }

    private static KeyedBackendSerializationProxy<?> description(KeyedStateHandle handle) throws IOException {
        StreamStateHandle file;
        if (handle instanceof KeyGroupsStateHandle groups) {
            file = groups.getDelegateStateHandle();
        } else if (handle instanceof IncrementalRemoteKeyedStateHandle incremental) {
            file = incremental.getMetaDataStateHandle();
        } else {
            throw new IOException(
                    "state of the kind %s cannot be read; take a canonical savepoint (flink savepoint --type canonical)"
                            .formatted(handle.getClass().getSimpleName()));
        }
        try (FSDataInputStream stream = file.openInputStream()) {
            KeyedBackendSerializationProxy<?> proxy =
                    new KeyedBackendSerializationProxy<>(StateHandles.class.getClassLoader());
            proxy.read(new DataInputViewStreamWrapper(stream));
            return proxy;
        }
    }

    /** Files that an operator's state lies in, other than the metadata. */
    static Set<Path> files(OperatorState operator) {
        Set<Path> files = new LinkedHashSet<>();
        for (OperatorSubtaskState subtask : operator.getStates()) {
            subtask.getManagedOperatorState().forEach(handle -> add(handle.getDelegateStateHandle(), files));
            subtask.getRawOperatorState().forEach(handle -> add(handle.getDelegateStateHandle(), files));
            subtask.getManagedKeyedState().forEach(handle -> add(handle, files));
            subtask.getRawKeyedState().forEach(handle -> add(handle, files));
        }
        return files;
    }

    private static void add(KeyedStateHandle handle, Set<Path> files) {
        if (handle instanceof KeyGroupsStateHandle groups) {
            add(groups.getDelegateStateHandle(), files);
        } else if (handle instanceof IncrementalRemoteKeyedStateHandle incremental) {
            incremental.streamSubHandles().forEach(file -> add(file, files));
        }
    }

    private static void add(StreamStateHandle handle, Set<Path> files) {
        if (handle instanceof FileStateHandle file) {
            files.add(file.getFilePath());
        }
    }
}
