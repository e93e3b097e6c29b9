"""How the web page of a record looks: on a screen, in the dark, on a telephone, on paper."""

from trackrecord.tables.charts import palette

# In the dark each colour has 4.5:1 against the paper, as in the light; bars 3:1.
STYLE_SHEET = f"""
:root {{ color-scheme: light dark;
  --paper: #{palette.WHITE}; --ink: #{palette.INK}; --heading: #{palette.NAVY};
  --grey: #{palette.GREY}; --line: #{palette.LINE}; --green: #{palette.GREEN};
  --red: #{palette.RED}; --orange: #{palette.ORANGE}; --blue: #{palette.BLUE};
  --head: #{palette.NAVY}; }}
@media screen and (prefers-color-scheme: dark) {{
  :root {{ --paper: #14181D; --ink: #E8EAED; --heading: #9CC4F5; --grey: #B0B7BF; --line: #3D4650;
    --green: #7FD199; --red: #FF9A93; --orange: #F5A97F; --blue: #6CA6E8; --head: #26405F; }}
}}
body {{ margin: 0 auto; max-width: 62rem; padding: 1rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 Calibri, Carlito, system-ui, sans-serif;
  overflow-wrap: break-word; }}
h1, h2, h3, h4 {{ color: var(--heading); line-height: 1.2; }}
h3 {{ margin-bottom: 0.2rem; }}
h4 {{ margin: 0.6rem 0 0; }}
a {{ color: var(--heading); overflow-wrap: anywhere; }}
.skip {{ position: absolute; left: -99rem; }}
.skip:focus {{ left: 1rem; }}
.wide {{ overflow-x: auto; }}
.wide:focus-visible, a:focus-visible, summary:focus-visible {{
  outline: 3px solid var(--orange); outline-offset: 2px; }}
:target {{ outline: 2px solid var(--orange); outline-offset: 4px; }}
table {{ border-collapse: collapse; width: 100%; }}
caption {{ text-align: left; color: var(--grey); padding-bottom: 0.4rem; }}
footer {{ overflow-wrap: anywhere; }}
th, td {{ border-bottom: 1px solid var(--line); padding: 0.3rem 0.6rem; text-align: left;
  vertical-align: top; }}
thead th {{ background: var(--head); color: #{palette.WHITE}; }}
.right {{ color: var(--green); font-weight: bold; }}
.wrong {{ color: var(--red); font-weight: bold; }}
.late {{ color: var(--orange); font-weight: bold; }}
.quiet {{ color: var(--grey); }}
.lead {{ font-size: 1.15rem; }}
.figures {{ display: block; color: var(--grey); }}
.here {{ padding: 0 0.4rem; }}
article li {{ margin-bottom: 0.7rem; }}
summary {{ cursor: pointer; }}
blockquote {{ margin: 0.2rem 0; padding-left: 0.8rem; border-left: 3px solid var(--line); }}
svg {{ width: 100%; max-width: 46rem; height: auto; }}
.ink {{ fill: var(--ink); }}
.faint {{ fill: var(--grey); }}
.bar {{ fill: var(--blue); }}
.overdue {{ fill: none; stroke: var(--orange); stroke-width: 2; stroke-dasharray: 4 3; }}
.mark {{ fill: var(--ink); stroke: var(--paper); stroke-width: 1.5; }}
.square {{ max-width: 30rem; display: block; }}
.grid {{ stroke: var(--line); fill: none; }}
.even {{ stroke: var(--grey); stroke-dasharray: 5 4; fill: none; }}
.fitted {{ stroke: var(--orange); stroke-width: 2; fill: none; }}
.span {{ stroke: var(--ink); stroke-width: 1.5; fill: none; }}
.dot {{ fill: var(--blue); stroke: var(--paper); stroke-width: 1; }}
@media (max-width: 40rem) {{
  body {{ padding: 0.7rem; }}
  ul {{ padding-left: 1.1rem; }}
  thead {{ position: absolute; left: -99rem; }}
  tr, tbody th, td {{ display: block; border: 0; padding: 0.1rem 0; text-align: left; }}
  tr {{ border-bottom: 1px solid var(--line); padding: 0.5rem 0; }}
  td::before {{ content: attr(data-label) ": "; color: var(--grey); }}
}}
@media print {{
  table {{ font-size: 0.8rem; }}
  .skip, .here, nav {{ display: none; }}
  article li, tr, svg {{ break-inside: avoid; }}
  h2, h3, h4 {{ break-after: avoid; }}
  details::details-content {{ display: block; content-visibility: visible; }}
}}
"""
