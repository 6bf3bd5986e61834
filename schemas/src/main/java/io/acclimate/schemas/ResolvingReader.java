// SPDX-License-Identifier: Apache-2.0
package io.acclimate.schemas;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.ResolvingDecoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads records of another writer's schema.
 *
 * <p>Avro 1.12.2 refuses a collection whose count times the least size of the <em>reader's</em> element exceeds the
 * bytes left, which is wrong where resolution widens the element: 100 small ints take 100 bytes, the floats they are
 * read as would take 400. Here collections grow as elements are really read, so a count that lies costs nothing either.
 */
final class ResolvingReader<T> extends SpecificDatumReader<T> {

    ResolvingReader(Schema writer, Schema reader, ClassLoader classLoader) {
        super(writer, reader, withoutFastReader(classLoader));
    }

    /** The fast reader has the same check and offers no place to leave it out. */
    private static SpecificData withoutFastReader(ClassLoader classLoader) {
        SpecificData data = new SpecificData(classLoader);
        data.setFastReaderEnabled(false);
        return data;
    }

    @Override
    protected Object readArray(Object old, Schema expected, ResolvingDecoder in) throws IOException {
        List<Object> array = new GenericData.Array<>(0, expected);
        for (long block = in.readArrayStart(); block > 0; block = in.arrayNext()) {
            for (long i = 0; i < block; i++) {
                array.add(readWithoutConversion(null, expected.getElementType(), in));
            }
        }
        return array;
    }

    @Override
    protected Object readMap(Object old, Schema expected, ResolvingDecoder in) throws IOException {
        Map<Object, Object> map = new HashMap<>();
        for (long block = in.readMapStart(); block > 0; block = in.mapNext()) {
            for (long i = 0; i < block; i++) {
                map.put(readMapKey(null, expected, in), readWithoutConversion(null, expected.getValueType(), in));
            }
        }
        return map;
    }
}
