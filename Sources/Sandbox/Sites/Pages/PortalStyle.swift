/// The portal's style sheet.
enum PortalStyle {
    static let css = """
        * { box-sizing: border-box; }
        body {
          margin: 0;
          background: #fff;
          color: #17204a;
          font: 1.0625rem/1.55 "Trebuchet MS", "Fira Sans", "Open Sans", "DejaVu Sans", sans-serif;
        }
        body > header, main, body > footer { padding: 1rem max(1.25rem, 50% - 35rem); }
        body > header {
          display: flex;
          flex-wrap: wrap;
          gap: .5rem 2rem;
          align-items: center;
          justify-content: space-between;
          border-bottom: 4px solid #ffb52e;
        }
        .brand {
          display: flex;
          gap: .75rem;
          align-items: center;
          margin: 0;
          font-size: 1.25rem;
          font-weight: 700;
          color: #26358c;
        }
        .brand svg { width: 2.75rem; height: 2.75rem; }
        nav { display: flex; flex-wrap: wrap; gap: 0 1.5rem; }
        nav a { padding: .6rem 0; }
        a { color: #26358c; }
        :focus-visible { outline: 3px solid #c2410c; outline-offset: 3px; }
        h1 {
          max-width: 22em;
          margin: 0 0 .5rem;
          font-size: clamp(1.75rem, 1.2rem + 2.4vw, 2.75rem);
          line-height: 1.15;
        }
        h2 { margin: 2.5rem 0 1rem; font-size: 1.375rem; }
        h3 { margin: 0; font-size: 1.125rem; }
        p { max-width: 36em; margin: 0 0 1rem; }
        .hello { padding: clamp(1.5rem, 4vw, 3rem); border-radius: 1.5rem; background: #eaedfb; }
        .enter {
          display: inline-flex;
          align-items: center;
          min-height: 3.25rem;
          padding: .5rem 1.75rem;
          border-radius: 2rem;
          background: #26358c;
          color: #fff;
          font-weight: 700;
          text-decoration: none;
        }
        .enter:hover { background: #17204a; }
        .services {
          display: grid;
          grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr));
          gap: 1rem;
          margin: 0;
          padding: 0;
          list-style: none;
        }
        .services li { padding: 1.25rem; border: 1px solid #c6cbe8; border-radius: 1rem; }
        .services p { margin: .25rem 0 0; font-size: 1rem; color: #47507d; }
        table { width: 100%; margin-bottom: 1rem; border-collapse: collapse; text-align: left; }
        th, td {
          padding: .75rem 1rem .75rem 0;
          border-bottom: 1px solid #c6cbe8;
          vertical-align: top;
          overflow-wrap: anywhere;
        }
        thead th { font-size: 1rem; color: #47507d; }
        .hello h2 { margin-top: 0; }
        button { border: 0; font: inherit; cursor: pointer; }
        @media (max-width: 40rem) {
          thead { display: none; }
          tr, tbody th, td { display: block; padding-block: 0; border: 0; }
          tr { padding: .75rem 0; border-bottom: 1px solid #c6cbe8; }
        }
        body > footer { margin-top: 2rem; background: #17204a; color: #e9ecff; font-size: 1rem; }
        body > footer p { max-width: none; margin: 0; }
        #logged-in { margin-top: 1.5rem; }
        code { font: .9em "DejaVu Sans Mono", Menlo, Consolas, monospace; }
        dl { margin: 0; }
        dt { color: #47507d; font-size: 1rem; }
        dd { margin: 0 0 .75rem; overflow-wrap: anywhere; }
        """
}
