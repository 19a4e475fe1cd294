package io.xfrmgate.agent.status;

/** How the page looks, in the light and in the dark. */
final class Style {
    static final String SHEET = """
            :root{color-scheme:light dark;--bg:#f6f7f9;--fg:#1c2430;--soft:#5b6675;--card:#fff;--line:#d9dee5;\
            --up:#1f6feb;--bad:#c62f37;--good:#1a7f37}
            @media(prefers-color-scheme:dark){:root{--bg:#12161c;--fg:#e4e9f0;--soft:#9aa6b5;--card:#1b212a;\
            --line:#323b47;--up:#58a6ff;--bad:#ff7b72;--good:#56d364}}
            *{box-sizing:border-box}
            body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.45 system-ui,sans-serif}
            header,main{max-width:76rem;margin:auto;padding:1rem}
            header{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;align-items:baseline}
            header p,header nav{margin:0;color:var(--soft)}
            h1{font-size:1.4rem;margin:0}h2{font-size:1.05rem;margin:1.6rem 0 .5rem}
            a{color:var(--up)}
            .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.7rem}
            .card{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.7rem .9rem}
            .card b{display:block;font-size:1.7rem;line-height:1.2;font-variant-numeric:tabular-nums}
            .card span{color:var(--soft)}
            .card.alarm{border-color:var(--bad)}.card.alarm b,td.alarm{color:var(--bad)}td.alarm{font-weight:600}
            .good{color:var(--good)}
            .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:.7rem}
            figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.7rem .9rem}
            figcaption{color:var(--soft)}figcaption b{color:var(--fg)}
            svg{display:block;width:100%;height:auto}
            .grid{stroke:var(--line)}.axis{fill:var(--soft);font-size:11px}
            rect.up{fill:var(--up)}rect.bad{fill:var(--bad)}
            .scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:.5rem}
            table{border-collapse:collapse;width:100%}
            th,td{text-align:left;padding:.35rem .7rem;border-top:1px solid var(--line);vertical-align:top;\
            overflow-wrap:break-word}
            th{border-top:0;color:var(--soft);font-weight:600;white-space:nowrap}
            .n{text-align:right;font-variant-numeric:tabular-nums}.t{white-space:nowrap}
            code{font-family:ui-monospace,monospace}
            """;

    private Style() {}
}
