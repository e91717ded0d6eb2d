#include "report/html_page.hpp"

namespace fargate_lint::report {
namespace {

// Colours are chosen for a contrast of 4.5 and more on every background that they meet here.
constexpr const char kStyle[] = R"(
:root{color-scheme:light dark;--bg:#fff;--fg:#1d2329;--dim:#57616b;--line:#dfe3e8;--soft:#f5f7f9;
--link:#0b5cad;--error:#b3261e;--error-bg:#fdeceb;--warning:#7d4f00;--warning-bg:#fdf3dc;
--info:#205493;--info-bg:#e9f1fb;--good:#17663a;--good-bg:#e5f5ec;--none-bg:#eceff2;
--flow-good:#8fcaa8;--flow-error:#eba39d;--flow-warning:#ebcb85;--flow-none:#cdd4db;
--flow-info:#a9c6ec}
@media (prefers-color-scheme:dark){:root{--bg:#14181c;--fg:#e3e7eb;--dim:#a1abb5;--line:#2d343b;
--soft:#1c2126;--link:#7cb8f7;--error:#ff9d94;--error-bg:#3a1d1b;--warning:#efc069;
--warning-bg:#352914;--info:#94c1f5;--info-bg:#1a2a3d;--good:#7fd6a3;--good-bg:#16301f;
--none-bg:#272d33;--flow-good:#2c6b48;--flow-error:#8a3a34;--flow-warning:#7d5f22;
--flow-none:#3d464e;--flow-info:#2d5484}}
*{box-sizing:border-box}
html{scroll-padding-top:3rem}
body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,-apple-system,"Segoe UI",
Roboto,"Liberation Sans",sans-serif;overflow-wrap:anywhere}
body>header,main,body>footer{max-width:78rem;margin:0 auto;padding:0 1.5rem}
body>header{padding-top:2rem}
main section{margin:2.5rem 0}
body>footer{color:var(--dim);padding-top:1rem;padding-bottom:2rem;font-size:.87rem}
h1{font-size:1.55rem;line-height:1.25;font-weight:650;margin:.2rem 0 .5rem;letter-spacing:-.01em}
h2{font-size:1.15rem;margin:0 0 .7rem;font-weight:650}
h3{font-size:1rem;margin:1.6rem 0 .6rem;font-weight:650}
p{margin:.4rem 0}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:2px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
code,pre{font:.92em/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
code{background:var(--soft);padding:.08em .3em;border-radius:4px}
.brand{color:var(--dim);font-weight:600;font-size:.87rem;letter-spacing:.02em;margin:0}
.dim{color:var(--dim)}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;padding:0;margin:1rem 0 0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.6rem,1fr));gap:.7rem;padding:0;
margin:1.4rem 0 0;list-style:none}
.tiles li{background:var(--soft);border-radius:10px;padding:.75rem 1rem;display:flex;
flex-direction:column}
.tiles strong{font-size:1.6rem;line-height:1.2;font-weight:650;font-variant-numeric:tabular-nums}
.tiles span{font-size:.9rem}
.tiles small{color:var(--dim);font-size:.84rem}
.tiles .money{grid-column:span 2}
.tiles .error strong{color:var(--error)}
.tiles .warning strong{color:var(--warning)}
.tiles .info strong{color:var(--info)}
.tiles .good strong{color:var(--good)}
.tag{display:inline-block;border-radius:999px;padding:.05rem .6rem;font-size:.84rem;font-weight:600;
white-space:nowrap;background:var(--none-bg)}
.tag.error{color:var(--error);background:var(--error-bg)}
.tag.warning{color:var(--warning);background:var(--warning-bg)}
.tag.info{color:var(--info);background:var(--info-bg)}
.tag.good{color:var(--good);background:var(--good-bg)}
.note{background:var(--warning-bg);border-radius:8px;padding:.6rem 1rem;margin:1rem 0}
.note.error{background:var(--error-bg)}
.note.error strong{color:var(--error)}
.note strong{color:var(--warning)}
.filter{display:flex;gap:.7rem;align-items:baseline;margin:1.5rem 0 0;flex-wrap:wrap}
.filter[hidden]{display:none}
.filter input{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--dim);
border-radius:8px;padding:.4rem .7rem;flex:0 1 24rem;min-width:0}
table{border-collapse:collapse;width:100%;font-size:.93rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .8rem .45rem 0;
border-bottom:1px solid var(--line)}
td:last-child,th:last-child{padding-right:0}
thead th{position:sticky;top:0;background:var(--bg);font-weight:600;color:var(--dim);
font-size:.84rem;border-bottom:1px solid var(--dim);white-space:nowrap;z-index:1}
tbody th{font-weight:600;min-width:13rem}
tfoot th,tfoot td{border-bottom:0;font-weight:650}
caption{text-align:left;color:var(--dim);font-size:.9rem;padding-bottom:.4rem}
.r{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.s{white-space:nowrap}
summary{cursor:pointer}
details.more{margin:.7rem 0}
details.more>summary{color:var(--dim)}
.finding{border:1px solid var(--line);border-radius:10px;margin:.6rem 0;scroll-margin-top:1rem}
.finding>summary{padding:.6rem 1rem}
.finding>summary:hover{background:var(--soft);border-radius:10px}
.finding .m{font-weight:600}
.at{color:var(--dim);font-size:.87rem;display:block}
.finding .at{padding-left:1.1rem}
.finding>div{padding:.1rem 1rem .9rem 2.1rem}
figure{margin:.5rem 0 .8rem}
figcaption{font-size:.87rem;color:var(--dim)}
pre{margin:.2rem 0;background:var(--soft);border-radius:8px;padding:.55rem .8rem;
white-space:pre-wrap}
pre code{background:none;padding:0}
pre .ln{color:var(--dim);user-select:none;padding-right:1em}
mark{background:none;color:inherit;text-decoration:underline 2px;text-underline-offset:3px}
.error mark{text-decoration-color:var(--error)}
.warning mark{text-decoration-color:var(--warning)}
.info mark{text-decoration-color:var(--info)}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:.5rem 0 0}
dl.facts dt{color:var(--dim);font-weight:600}
dl.facts dd{margin:0}
ul.places{margin:0;padding-left:1.1rem}
.rule{margin:1.2rem 0}
.rule h3{margin:0 0 .2rem}
.picture svg{width:100%;max-width:62rem;height:auto;display:block}
.picture .narrow{display:none}
.picture text{fill:var(--fg);font-size:130px;font-weight:600}
.picture text.d{fill:var(--dim);font-size:120px;font-weight:400}
.flow{opacity:.62}
.flow.good,.bar.good{fill:var(--flow-good)}
.flow.error,.bar.error{fill:var(--flow-error)}
.flow.warning,.bar.warning{fill:var(--flow-warning)}
.flow.info,.bar.info{fill:var(--flow-info)}
.flow.none,.bar.none{fill:var(--flow-none)}
@media (max-width:46rem){
body>header,main,body>footer{padding-left:1rem;padding-right:1rem}
.picture .wide{display:none}
.picture .narrow{display:block}
.tiles{grid-template-columns:1fr 1fr}
.finding>div{padding-left:1rem}
dl.facts{grid-template-columns:1fr}
dl.facts dd{margin-bottom:.4rem}
table.rows thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table.rows tbody,table.rows tfoot{display:block}
table.rows tr{display:flex;flex-wrap:wrap;gap:.1rem .8rem;padding:.6rem 0;
border-bottom:1px solid var(--line)}
table.rows th,table.rows td{border:0;padding:0;min-width:0}
table.rows td:empty{display:none}
table.rows .w{flex-basis:100%;color:var(--dim)}
table.rows .pods::before{content:"Pods: "}
table.rows .month::after{content:"/month"}
}
@media print{
:root{--bg:#fff;--fg:#000;--dim:#444;--line:#bbb;--soft:#f5f5f5;--link:#000;--error:#a11;
--error-bg:#fff;--warning:#640;--warning-bg:#fff;--info:#035;--info-bg:#fff;--good:#064;
--good-bg:#fff;--none-bg:#fff;--flow-good:#8fcaa8;--flow-error:#eba39d;--flow-warning:#ebcb85;
--flow-none:#cdd4db;--flow-info:#a9c6ec}
body{font-size:10pt}
body>header,main,body>footer{max-width:none;padding-left:0;padding-right:0}
.filter,nav{display:none}
thead th{position:static}
details::details-content{content-visibility:visible;display:block}
.finding,.rule,tr,figure{break-inside:avoid}
main section{margin:1.5rem 0}
}
)";

// Filters by words; opens what a link leads to, and everything for a printer.
constexpr const char kScript[] = R"(
const all=s=>[...document.querySelectorAll(s)];
const box=document.getElementById('filter'),told=document.getElementById('found');
if(box){
  box.closest('.filter').hidden=false;
  let rows;
  const filter=()=>{
    rows=rows||all('tr[data-f],.finding').map(e=>[e,e.textContent.toLowerCase()]);
    const words=box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown=0;
    for(const[e,text]of rows){
      const is=words.every(w=>text.includes(w));
      e.hidden=!is;
      shown+=is;
    }
    if(words.length)for(const e of all('details.more'))e.open=true;
    told.textContent=words.length?shown+' of '+rows.length+' shown':'';
  };
  box.addEventListener('input',filter);
  if(box.value)filter();
}
const follow=()=>{
  const e=document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if(e&&e.tagName==='DETAILS')e.open=true;
};
addEventListener('hashchange',follow);
follow();
addEventListener('beforeprint',()=>{for(const e of all('details'))e.open=true});
)";

}  // namespace

void begin_page(std::string_view title, HtmlWriter& html) {
  html.add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
      .add(
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
          "style-src 'sha256-")
      .add(kStyleHash)
      .add("'; script-src 'sha256-")
      .add(kScriptHash)
      .add("'; base-uri 'none'; form-action 'none'\">\n")
      .add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
      .text(title)
      .add("</title>\n<style>")
      .add(kStyle)
      .add("</style>\n</head>\n<body>\n");
}

void end_page(const RenderOptions& options, HtmlWriter& html) {
  html.add("<footer>Written by fargate-lint ")
      .text(options.version)
      .add(". This page is one file: it loads nothing and sends nothing.</footer>\n<script>")
      .add(kScript)
      .add("</script>\n</body>\n</html>\n");
}

void append_filter(HtmlWriter& html) {
  html.add(
      "<div class=\"filter\" hidden><label for=\"filter\">Filter</label>"
      "<input id=\"filter\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\" "
      "placeholder=\"words in a workload, path or rule\">"
      "<output id=\"found\" for=\"filter\" class=\"dim\"></output></div>\n");
}

Markup tone(Outcome outcome) {
  switch (outcome) {
    case Outcome::refused:
    case Outcome::invalid:
    case Outcome::unplaced: return "error";
    case Outcome::undecided: return "warning";
    case Outcome::fargate: return "good";
    case Outcome::elsewhere: return "none";
  }
  return "none";
}

Markup tone(lint::Severity severity) {
  switch (severity) {
    case lint::Severity::error: return "error";
    case lint::Severity::warning: return "warning";
    case lint::Severity::info: return "info";
  }
  return "none";
}

void append_tiles(std::span<const Tile> tiles, HtmlWriter& html) {
  html.add("<ul class=\"tiles\">\n");
  for (const auto& tile : tiles) {
    html.add("<li class=\"").add(tile.tone).add("\"><strong>").text(tile.number);
    html.add("</strong> <span>").text(tile.label).add("</span>");
    if (!tile.detail.empty()) html.add(" <small>").text(tile.detail).add("</small>");
    html.add("</li>\n");
  }
  html.add("</ul>\n");
}

std::string_view page_style() {
  return kStyle;
}

std::string_view page_script() {
  return kScript;
}

}  // namespace fargate_lint::report
