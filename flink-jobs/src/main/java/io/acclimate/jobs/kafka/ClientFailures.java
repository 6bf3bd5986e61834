// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.kafka;

import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Turns what a Kafka client throws into a sentence. */
final class ClientFailures {

    private static final String WHICH_OPTION =
            "by the option kafka.bootstrap-servers (acclimate tail: --bootstrap-servers)";

    private ClientFailures() {}

    /** Waits for an answer of the brokers at {@code bootstrap}. */
    static <T> T await(KafkaFuture<T> answer, String bootstrap, Duration timeout) throws ExecutionException {
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unreachable(bootstrap, timeout, e);
        } catch (InterruptedException e) {
            // Restores the thread's interrupt flag, as Kafka's clients do.
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
                throw unreachable(bootstrap, timeout, e.getCause());
            }
            throw e;
        }
    }

    /** For an address that gave no answer within {@code timeout}. */
    static KafkaAccessException unreachable(String bootstrap, Duration timeout, Throwable cause) {
        return new KafkaAccessException(
                "no Kafka broker answered at %s within %.1f s; start one there, or name one that runs %s"
                        .formatted(bootstrap, timeout.toMillis() / 1000.0, WHICH_OPTION),
                cause);
    }

    /** For a failure of another kind: of {@code action}, an infinitive such as "create topic x". */
    static KafkaAccessException refused(String bootstrap, String action, Throwable failure) {
        Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
        if (rootOf(cause) instanceof ConfigException config) {
            return new KafkaAccessException(
                    "'%s' is no address of a Kafka broker (%s); give host:port, several separated by commas, %s"
                            .formatted(bootstrap, config.getMessage(), WHICH_OPTION),
                    cause);
        }
        return new KafkaAccessException(
                "Kafka at %s would not %s: %s".formatted(bootstrap, action, cause.getMessage()), cause);
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
