// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.TimeUtils;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * An option and the values that it may have. The same words stand in the reference page and in the sentence that
 * refuses a value, so that they cannot contradict each other.
 *
 * @param option the option
 * @param values its values in words, to follow "set it to"
 * @param unset what holds while an option without default is not set; empty if it must be set
 * @param valid whether a value of the right type is allowed
 */
record OptionValues<T>(ConfigOption<T> option, String values, Optional<String> unset, Predicate<T> valid) {

    static OptionValues<String> text(ConfigOption<String> option, String values, Predicate<String> valid) {
        return new OptionValues<>(option, values, Optional.empty(), valid);
    }

    static <T> OptionValues<T> oneOf(ConfigOption<T> option, List<T> allowed) {
        String names = allowed.stream().map(OptionValues::written).collect(Collectors.joining(", "));
        return new OptionValues<>(option, "one of " + names, Optional.empty(), allowed::contains);
    }

    static OptionValues<Boolean> flag(ConfigOption<Boolean> option) {
        return new OptionValues<>(option, "true or false", Optional.empty(), value -> true);
    }

    static OptionValues<Long> anyInteger(ConfigOption<Long> option) {
        return new OptionValues<>(option, "an integer of 64 bits", Optional.empty(), value -> true);
    }

    static OptionValues<Integer> integer(ConfigOption<Integer> option, int least, int most) {
        return range(option, "an integer", least, most);
    }

    static OptionValues<Double> number(ConfigOption<Double> option, double least, double most) {
        return range(option, "a number", least, most);
    }

    static OptionValues<Double> fraction(ConfigOption<Double> option) {
        return new OptionValues<>(option, "a number from 0 to 1", Optional.empty(), value -> value >= 0 && value <= 1);
    }

    static OptionValues<Double> positive(ConfigOption<Double> option) {
        return new OptionValues<>(
                option, "a number above 0", Optional.empty(), value -> value > 0 && Double.isFinite(value));
    }

    static OptionValues<Double> notNegative(ConfigOption<Double> option) {
        return new OptionValues<>(
                option, "a number of 0 or more", Optional.empty(), value -> value >= 0 && Double.isFinite(value));
    }

    static OptionValues<Duration> duration(ConfigOption<Duration> option, Duration least, Duration most) {
        return range(option, "a duration", least, most);
    }

    static OptionValues<MemorySize> size(ConfigOption<MemorySize> option, MemorySize least, MemorySize most) {
        return range(option, "a size", least, most);
    }

    private static <T extends Comparable<? super T>> OptionValues<T> range(
            ConfigOption<T> option, String kind, T least, T most) {
        String values = "%s from %s to %s".formatted(kind, written(least), written(most));
        return new OptionValues<>(
                option, values, Optional.empty(), value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0);
    }

    /** The same, but it need not be set: {@code meaning} says what holds then. */
    OptionValues<T> elseMeaning(String meaning) {
        return new OptionValues<>(option, values, Optional.of(meaning), valid);
    }

    String key() {
        return option.key();
    }

    /** The sentence that refuses what {@code configuration} says of this option, if it must be refused. */
    Optional<String> problem(Configuration configuration) {
        String raw = configuration.getString(option.key(), null);
        if (raw == null) {
            boolean missing = !option.hasDefaultValue() && unset.isEmpty();
            return missing ? Optional.of("%s is not set; set it to %s".formatted(key(), values)) : Optional.empty();
        }
        return accepts(configuration)
                ? Optional.empty()
                : Optional.of("%s is '%s'; set it to %s".formatted(key(), raw, values));
    }

    private boolean accepts(Configuration configuration) {
        try {
            return valid.test(configuration.get(option));
        } catch (IllegalArgumentException notOfTheType) {
            return false;
        }
    }

    /** A value as it stands in a configuration file. */
    static String written(Object value) {
        if (value instanceof Duration duration) {
            return TimeUtils.formatWithHighestUnit(duration);
        }
        return value instanceof Enum<?> ? value.toString().toLowerCase(Locale.ROOT) : value.toString();
    }
}
