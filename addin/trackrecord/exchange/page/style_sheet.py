"""How the web page of a record looks: on a screen, on a telephone, on paper."""

from trackrecord.tables.charts import palette

STYLE_SHEET = f"""
:root {{ color-scheme: light; }}
body {{ margin: 0 auto; max-width: 62rem; padding: 1rem; background: #{palette.WHITE};
  color: #{palette.INK}; font: 1rem/1.5 Calibri, Carlito, system-ui, sans-serif;
  overflow-wrap: break-word; }}
h1, h2, h3 {{ color: #{palette.NAVY}; line-height: 1.2; }}
h3 {{ margin-bottom: 0.2rem; }}
a {{ color: #{palette.NAVY}; overflow-wrap: anywhere; }}
.skip {{ position: absolute; left: -99rem; }}
.skip:focus {{ left: 1rem; }}
.wide {{ overflow-x: auto; }}
.wide:focus-visible, a:focus-visible, summary:focus-visible {{
  outline: 3px solid #{palette.ORANGE}; outline-offset: 2px; }}
table {{ border-collapse: collapse; width: 100%; }}
caption {{ text-align: left; color: #{palette.GREY}; padding-bottom: 0.4rem; }}
footer {{ overflow-wrap: anywhere; }}
th, td {{ border-bottom: 1px solid #{palette.LINE}; padding: 0.3rem 0.6rem; text-align: left;
  vertical-align: top; }}
thead th {{ background: #{palette.NAVY}; color: #{palette.WHITE}; }}
.right {{ color: #{palette.GREEN}; font-weight: bold; }}
.wrong {{ color: #{palette.RED}; font-weight: bold; }}
.late {{ color: #{palette.ORANGE}; font-weight: bold; }}
.quiet {{ color: #{palette.GREY}; }}
blockquote {{ margin: 0.2rem 0; padding-left: 0.8rem; border-left: 3px solid #{palette.LINE}; }}
svg {{ width: 100%; max-width: 46rem; height: auto; }}
@media (max-width: 40rem) {{
  body {{ padding: 0.7rem; }}
  ul {{ padding-left: 1.1rem; }}
  thead {{ position: absolute; left: -99rem; }}
  tr, tbody th, td {{ display: block; border: 0; padding: 0.1rem 0; text-align: left; }}
  tr {{ border-bottom: 1px solid #{palette.LINE}; padding: 0.5rem 0; }}
  td::before {{ content: attr(data-label) ": "; color: #{palette.GREY}; }}
}}
@media print {{ .skip {{ display: none; }} }}
"""
