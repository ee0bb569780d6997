package io.holdfast.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import io.holdfast.feed.Reason;
import io.holdfast.session.SessionState;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The page in a real browser. Without one on the machine it is passed over, and says so; with the system property
 * {@code holdfast.browser=required} that is a failure.
 */
class DashboardPageTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final String HOSTILE = "<img/src=x/onerror=alert(1)>/U\"'&";

    private static Browser browser;

    private final List<String> pressed = new ArrayList<>();
    private DashboardServer server;

    @BeforeAll
    static void startBrowser() throws IOException {
        final Optional<Path> executable = Browser.executable();
        if (executable.isEmpty()) {
            if ("required".equals(System.getProperty("holdfast.browser"))) {
                throw new AssertionError("browser: none on the path (expected: chromium)");
            }
            System.out.println("DashboardPageTest is passed over: no chromium on the path");
            abort("no chromium on the path");
        }
        browser = Browser.start(executable.orElseThrow());
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void stopServer() {
        if (server != null) {
            browser.open("about:blank");
            server.close();
        }
        browser.forgetComplaints();
    }

    @Test
    void itShowsEveryState() throws IOException {
        show(FakeView.ofEveryState(), FaultSwitch.NONE);

        for (final SessionState state : List.of(
                SessionState.LIVE,
                SessionState.WAITING,
                SessionState.CONNECTING,
                SessionState.RESTORING,
                SessionState.SUSPENDED,
                SessionState.FAILED)) {
            awaitText(".card[data-state=" + state + "] .badge", state.name());
        }
        assertThat(browser.text(".card[data-state=SUSPENDED]")).contains("breaker open");
        assertThat(browser.text(".card[data-state=WAITING]")).contains("gate shut: RESET", "next try in 9m");
        assertThat(browser.text("#summary")).startsWith("3 of 8 connected · disconnected: coinbase, bitstamp");
        assertThat(browser.text("#figures")).contains("3 / 8", "lowest over 5 min", "atlantis");
        assertThat(browser.text(".card[aria-label=kraken]")).contains("ETH/USD", "CHECKSUM_MISMATCH");
        assertThat(browser.text(".card[aria-label=bitfinex]")).contains("LIVE, in maintenance", "1 silent");
        awaitText("#prices tr.stale", "stale: RESET");
        assertThat(browser.text("#prices")).contains("67123.50", "这是测试币456/USDT");
        assertThat(browser.text("#alerts")).contains("atlantis");
        assertThat(browser.text("#log")).contains("WAITING");
        assertThat(browser.evaluate("document.querySelectorAll('#timeline rect.stale').length"))
                .isEqualTo(2);
        assertThat(browser.evaluate("document.querySelectorAll('#timeline .row svg').length"))
                .isEqualTo(8);
        takePictures();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void itComesBackByItselfWhenTheServerDoes() {
        final FakeView view = FakeView.ofEveryState();
        final int port = show(view, FaultSwitch.NONE);
        awaitText("#link", "live");

        server.close();
        awaitText("#link", "no connection to Holdfast, next try in");
        server = DashboardServer.start(DashboardConfig.DEFAULT.withPort(port), view, FaultSwitch.NONE);

        awaitText("#link", "live");
        assertThat(browser.complaints())
                .as("a connection that is refused is the one thing that a browser insists on reporting")
                .allMatch(complaint -> complaint.contains("ERR_"));
    }

    @Test
    void whatAnExchangeHasWrittenIsNeverMarkup() {
        final FakeView view = FakeView.ofEveryState();
        view.exchange("hostile", SessionState.WAITING, Reason.CLOSE_FRAME, HOSTILE + "\u202e\u001b[31m</script>");
        view.price("hostile", HOSTILE, 1, 2, true, true, 1);
        view.price("hostile", "A".repeat(10_000) + "/U", 1, 2, true, true, 1);
        view.price("hostile", "\u202eTUDSU/CTB", 1, 2, true, true, 1);
        view.price("hostile", "🚀/USDT", 1, 2, true, true, 1);
        show(view, FaultSwitch.NONE);

        awaitText("#prices", HOSTILE);
        assertThat(browser.evaluate("document.querySelectorAll('main img, main script').length"))
                .isEqualTo(0);
        assertThat(browser.text("#prices")).contains("🚀/USDT").contains("·TUDSU/CTB");
        awaitText(".card[aria-label=hostile]", HOSTILE + "··[31m</script>");
        assertThat(((Number) browser.evaluate("document.documentElement.scrollWidth - innerWidth")).intValue())
                .as("the page is no wider for it")
                .isLessThanOrEqualTo(0);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aPhoneShowsItWithoutScrollingSideways() {
        browser.size(360, 740, true);
        show(FakeView.ofEveryState(), FaultSwitch.NONE);
        awaitText("#prices", "67123.50");

        assertThat(((Number) browser.evaluate("document.documentElement.scrollWidth - innerWidth")).intValue())
                .isLessThanOrEqualTo(0);
        browser.size(1_280, 900, false);
    }

    @Test
    void theDemosButtonsWorkByKeyboardAndThereAreNoneOtherwise() {
        final FaultSwitch faults = new FaultSwitch() {
            @Override
            public List<String> faults(String exchange) {
                return exchange.equals("binance") ? List.of("RST", "BLACK_HOLE") : List.of();
            }

            @Override
            public void inject(String exchange, String fault) {
                pressed.add(exchange + " " + fault);
            }
        };
        show(FakeView.ofEveryState(), faults);
        awaitText(".faults", "black hole");

        browser.evaluate("document.querySelector('[data-fault=BLACK_HOLE]').focus()");
        browser.press("Enter");
        browser.evaluate("document.activeElement.click()");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(pressed).contains("binance BLACK_HOLE"));
        assertThat(browser.evaluate("document.querySelectorAll('.faults').length"))
                .isEqualTo(1);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void fiftyExchangesAndTwoThousandInstrumentsStayFluid() {
        final FakeView view = new FakeView();
        for (int exchange = 0; exchange < 50; exchange++) {
            view.exchange("ex" + exchange, SessionState.LIVE, Reason.RESTORED, "");
            for (int instrument = 0; instrument < 40; instrument++) {
                view.price("ex" + exchange, "I" + instrument + "/USD", 100, 101, true, true, 0);
            }
        }
        show(view, FaultSwitch.NONE);
        awaitText("#prices", "I0/USD");
        browser.evaluate(
                "window.long = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => window.long"
                        + " += entry.duration)).observe({type: 'longtask'}); window.begun = performance.now()");
        final long begun = System.nanoTime();
        final long servedBefore = serversProcessorNanos();
        for (int i = 0; i < 12; i++) {
            view.movePrices();
            browser.evaluate("new Promise(done => setTimeout(done, 300))");
        }
        final double served = (double) (serversProcessorNanos() - servedBefore) / (System.nanoTime() - begun);

        final double busy =
                ((Number) browser.evaluate("window.long / (performance.now() - window.begun)")).doubleValue();
        System.out.printf(
                "dashboard, 50 exchanges and 2,000 instruments: the page %.1f %% of the time in long tasks,"
                        + " its server %.1f %% of a core%n",
                100 * busy, 100 * served);
        assertThat(browser.evaluate("document.querySelectorAll('.card').length"))
                .isEqualTo(50);
        assertThat(browser.text("#prices-note")).isEqualTo("1900 more: narrow the filter.");
        assertThat(browser.complaints()).isEmpty();

        browser.evaluate("const box = document.getElementById('filter'); box.value = 'ex49 i39';"
                + " box.dispatchEvent(new Event('input'))");
        assertThat(browser.evaluate("document.querySelectorAll('#prices tr').length"))
                .isEqualTo(1);
    }

    /** Every price moves and one page looks: what that costs the server's only thread. */
    private static long serversProcessorNanos() {
        final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith("holdfast-dashboard"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
    }

    private int show(DashboardView view, FaultSwitch faults) {
        server = DashboardServer.start(DashboardConfig.DEFAULT.withPort(0), view, faults);
        browser.open(server.url());
        return server.port();
    }

    private static void awaitText(String selector, String wanted) {
        await(selector + " shows " + wanted)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(browser.text(selector)).contains(wanted));
    }

    private static void takePictures() throws IOException {
        for (final String scheme : List.of("dark", "light")) {
            browser.prefer(scheme);
            browser.size(1_280, 1_000, false);
            browser.screenshot(PICTURES.resolve("desktop-" + scheme + ".png"));
            browser.size(390, 844, true);
            browser.screenshot(PICTURES.resolve("phone-" + scheme + ".png"));
        }
        browser.size(1_280, 900, false);
    }
}
