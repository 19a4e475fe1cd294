package io.xfrmgate.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.RetransmitPolicy;
import io.xfrmgate.ike.v2.ResponseWindow.Place;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowsTest {
    private static final List<byte[]> PACKET = List.of(new byte[] {1});

    @Test
    void eachRequestOfThePeerIsHandledOnce() {
        ResponseWindow window = new ResponseWindow();
        assertThat(window.place(0)).isEqualTo(Place.NEW);
        assertThat(window.place(1)).isEqualTo(Place.OUTSIDE);
        window.begin(37);
        assertThat(window.place(0)).isEqualTo(Place.IN_PROGRESS);
        window.answered(PACKET);
        assertThat(window.place(0)).isEqualTo(Place.REPEATED);
        assertThat(window.place(1)).isEqualTo(Place.NEW);
        assertThat(window.place(-1)).isEqualTo(Place.OUTSIDE);
        window.begin(37);
        assertThat(window.place(0))
                .as("the answer before is kept until the next one")
                .isEqualTo(Place.REPEATED);
    }

    @Test
    void requestsAreRepeatedByPolicyAndNumberedOneByOne() {
        RequestWindow window = new RequestWindow();
        assertThat(window.begin(PACKET, new RetransmitPolicy(100, 2.0, 300, 3))).isEqualTo(100);
        assertThat(window.awaits(0)).isTrue();
        assertThat(window.awaits(1)).isFalse();
        assertThat(window.retry()).isEqualTo(200);
        assertThat(window.retry()).isEqualTo(300);
        assertThat(window.mayRetry()).isTrue();
        assertThat(window.retry()).isEqualTo(300);
        assertThat(window.mayRetry()).isFalse();
        assertThat(window.sendings()).isEqualTo(4);
        window.answered();
        assertThat(window.messageId()).isEqualTo(1);
        assertThat(window.isWaiting()).isFalse();
    }
}
