const SANS = 'ui-sans-serif,system-ui,-apple-system,"Segoe UI",Inter,Roboto,Helvetica,Arial,sans-serif'

/** The style sheet of a picture, which follows the reader's light or dark theme. */
export const STYLE = `
text{font-family:${SANS};fill:#0f172a}
.paper{fill:#fff;stroke:#e2e8f0}
.name{font-size:20px;font-weight:650}
.counts{font-size:13px;fill:#64748b}
.legend{font-size:11px;fill:#64748b}
.pod rect{fill:#f8fafc;stroke:#94a3b8;stroke-width:1.3}
.pod .title{font-size:14px;font-weight:600}
.pod .detail{font-size:11px;fill:#64748b}
.pod.container rect{fill:#e8f4fd;stroke:#3b9edb}
.pod.remote rect{fill:#fdf3e1;stroke:#dd9a2f}
.pod.gateway rect{fill:#1e293b;stroke:#1e293b}
.pod.gateway .title{fill:#f8fafc}
.pod.gateway .detail{fill:#94a3b8}
.pod.side rect{stroke-dasharray:5 4}
.pea rect{fill:#fff;stroke:#94a3b8;stroke-width:1.2}
.pea text{font-size:12px}
.pea.head rect,.pea.tail rect{fill:#ede9fe;stroke:#8b6fd6}
.arrow{fill:none;stroke:#64748b;stroke-width:1.4}
.tip{fill:#64748b}
.room{fill:#fff}
.port{fill:#fff;stroke:#475569;stroke-width:1.8}
@media (prefers-color-scheme:dark){
text{fill:#e2e8f0}
.paper{fill:#0f172a;stroke:#1e293b}
.counts,.legend,.pod .detail{fill:#94a3b8}
.pod rect{fill:#1e293b;stroke:#64748b}
.pod.container rect{fill:#0c3350;stroke:#3b9edb}
.pod.remote rect{fill:#43300d;stroke:#dd9a2f}
.pod.gateway rect{fill:#e2e8f0;stroke:#e2e8f0}
.pod.gateway .title{fill:#0f172a}
.pod.gateway .detail{fill:#475569}
.pea rect{fill:#0f172a;stroke:#64748b}
.pea.head rect,.pea.tail rect{fill:#2e2459;stroke:#8b6fd6}
.arrow{stroke:#94a3b8}
.tip{fill:#94a3b8}
.room{fill:#0f172a}
.port{fill:#0f172a;stroke:#cbd5e1}
}
`
