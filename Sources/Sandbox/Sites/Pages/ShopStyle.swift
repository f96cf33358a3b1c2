/// The shop's style sheet.
enum ShopStyle {
    static let css = """
        * { box-sizing: border-box; }
        body {
          margin: 0;
          background: #ffe14a;
          color: #1b1b1b;
          font: 1.0625rem/1.5 Futura, "Century Gothic", "URW Gothic", Avenir, "Avenir Next", sans-serif;
        }
        body > header, main, body > footer { padding: 1.25rem max(1.25rem, 50% - 34rem); }
        body > header {
          display: flex;
          flex-wrap: wrap;
          gap: 0 2rem;
          align-items: baseline;
          justify-content: space-between;
        }
        .brand { margin: 0; font-size: 2rem; font-weight: 700; letter-spacing: -.04em; }
        nav { display: flex; gap: 0 1.5rem; }
        a { color: inherit; }
        nav a { min-width: 2.75rem; padding: .6rem 0; }
        :focus-visible { outline: 3px solid #1b1b1b; outline-offset: 3px; }
        h1 {
          max-width: 11em;
          margin: 0 0 1rem;
          font-size: clamp(2.25rem, 1.4rem + 4.2vw, 4.25rem);
          line-height: 1;
          letter-spacing: -.04em;
        }
        h2 { margin: 0; font-size: 1.375rem; line-height: 1.2; }
        p { max-width: 32em; margin: .25rem 0 1rem; }
        .bikes {
          display: grid;
          grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr));
          gap: 1rem;
          margin: 2rem 0;
          padding: 0;
          list-style: none;
        }
        .bikes li { padding: 1.25rem; background: #fff; }
        .bikes svg { width: 100%; height: 8rem; margin-bottom: 1rem; }
        .bikes p { margin: 0; }
        .age { display: grid; gap: .5rem 2rem; align-items: center; padding: 1.5rem; background: #1b1b1b; color: #fff; }
        .age p { margin: .5rem 0 0; }
        .age a {
          display: grid;
          place-items: center;
          min-height: 3.25rem;
          padding: .5rem 1.5rem;
          background: #ffe14a;
          color: #1b1b1b;
          font-weight: 700;
          text-align: center;
          text-decoration: none;
        }
        .age a:hover { background: #fff; }
        .age :focus-visible { outline-color: #fff; }
        @media (min-width: 48rem) {
          .age { grid-template-columns: 1fr auto; }
          .age > * { grid-column: 1; }
          .age > a { grid-area: 1 / 2 / span 2; }
        }
        .panel { margin: 2rem 0; padding: 1.5rem; background: #fff; }
        .panel h2 { margin-bottom: .75rem; }
        table { width: 100%; border-collapse: collapse; text-align: left; }
        th, td {
          padding: .6rem 1rem .6rem 0;
          border-bottom: 1px solid #d8d2b0;
          vertical-align: top;
          overflow-wrap: anywhere;
        }
        code { font: .9em "Liberation Mono", Menlo, Consolas, monospace; }
        dl { margin: 0; }
        dd { margin: 0 0 .75rem; overflow-wrap: anywhere; }
        .go {
          display: inline-grid;
          place-items: center;
          min-height: 3.25rem;
          padding: .5rem 1.5rem;
          border: 0;
          background: #1b1b1b;
          color: #fff;
          font: inherit;
          font-weight: 700;
          text-decoration: none;
          cursor: pointer;
        }
        .go:hover { background: #4a4416; }
        @media (max-width: 40rem) {
          thead { display: none; }
          tr, tbody th, td { display: block; padding-block: 0; border: 0; }
          tr { padding: .75rem 0; border-bottom: 1px solid #d8d2b0; }
        }
        body > footer { font-size: 1rem; }
        """
}
