// SPDX-License-Identifier: Apache-2.0
package io.acclimate.schemas;

import org.apache.avro.Schema;
import org.apache.avro.util.ClassSecurityValidator;

import java.util.List;

/** The current schema of every record, and Avro's permission to instantiate the classes generated from them. */
final class Contracts {

    /** Every record of this module, as this build writes it. */
    static final List<Schema> CURRENT = List.of(
            AdaptationLogEntry.getClassSchema(),
            ControlCommand.getClassSchema(),
            DeadLetter.getClassSchema(),
            DelayedLabel.getClassSchema(),
            EventPacket.getClassSchema(),
            LabelRequest.getClassSchema(),
            Prediction.getClassSchema(),
            SensorPacket.getClassSchema(),
            ShiftAlert.getClassSchema());

    private Contracts() {}

    /**
     * Lets Avro instantiate the generated classes in addition to what it trusts already.
     *
     * <p>Only names are handed over: Avro may outlive the class loader of this class, and must not hold on to it.
     */
    static void trust() {
        ClassSecurityValidator.ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();
        ClassSecurityValidator.Builder ours = ClassSecurityValidator.builder();
        for (Schema record : CURRENT) {
            ours.add(record.getFullName());
            record.getFields().stream()
                    .map(Schema.Field::schema)
                    .filter(type -> type.getType() == Schema.Type.ENUM)
                    .forEach(type -> ours.add(type.getFullName()));
        }
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(before, ours.build()));
    }
}
