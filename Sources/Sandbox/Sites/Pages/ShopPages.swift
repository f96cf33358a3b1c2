/// The shop's pages.
enum ShopPages {
    static let layout = """
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <meta name="color-scheme" content="light">
          <title>{{title}}</title>
          <style>
        {{{css}}}
          </style>
        </head>
        <body>
          <header>
            <p class="brand">rrota</p>
            <nav aria-label="Main"><a href="/#bikes">Bikes</a> <a href="/#hire">Hire</a></nav>
          </header>

          <main>
        {{{content}}}
          </main>

          <footer>
            <p>Rrota is an example shop. There are no bikes.</p>
          </footer>
        </body>
        </html>

        """

    static let home = """
            <h1>The whole coast, without the hill.</h1>
            <p>Electric bikes by the day. Collect in the morning, bring it back by eight.</p>

            <section class="age" id="hire" aria-labelledby="card">
              <h2 id="card">Hire one with your ID card</h2>
              <p>We learn your name, and a number that only this shop knows you by. \
        Not your personal number, not your birth date.</p>
              <a id="login" href="/login">Log in with the ID card</a>
            </section>

            <ul class="bikes" id="bikes">
        {{#bikes}}
              <li>
                <svg viewBox="0 0 160 90" fill="none" stroke="#1b1b1b" stroke-width="{{stroke}}" \
        stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{{{drawing}}}</svg>
                <h2>{{name}}</h2><p>{{text}}</p>
              </li>
        {{/bikes}}
            </ul>
        """

    /// What the shop lets: name, text, stroke width and drawing.
    static let bikes: [[String: String]] = [
        [
            "name": "Bregu", "text": "City bike, 60 km. 1,800 lekë a day.", "stroke": "5",
            "drawing": """
            <circle cx="34" cy="60" r="24"/><circle cx="126" cy="60" r="24"/>\
            <path d="m34 60 28-32h47L74 60zm40 0L59 18M49 18h20M126 60 103 14H88"/>
            """,
        ],
        [
            "name": "Tregu", "text": "With a rack for the shopping, 45 km. 2,200 lekë a day.", "stroke": "5",
            "drawing": """
            <circle cx="34" cy="62" r="22"/><circle cx="126" cy="62" r="22"/>\
            <path d="m34 62 28-30h47L74 62zm40 0L59 22M49 22h20M126 62 103 14H88M12 34h36M16 34V16h26v18"/>
            """,
        ],
        [
            "name": "Mali", "text": "Wide tyres for gravel, 80 km. 2,900 lekë a day.", "stroke": "7",
            "drawing": """
            <circle cx="34" cy="58" r="26"/><circle cx="126" cy="58" r="26"/>\
            <path d="m34 58 30-24 44-10-32 34zm42 0L60 20M52 20h18M126 58 105 14l-16-4"/>
            """,
        ],
    ]

    static let me = """
            <div id="logged-in">
            <h1>Hello, {{name}}.</h1>
            <p>You logged in with your ID card today at {{time}}. Your bike is one click away.</p>
            </div>

            <section class="panel" aria-labelledby="got">
              <h2 id="got">What we got from your login</h2>
              <table id="attributes">
                <thead>
                  <tr><th scope="col">Item</th><th scope="col">Value</th><th scope="col">Technical name</th></tr>
                </thead>
                <tbody>
        {{#rows}}
                  <tr data-name="{{name}}"><th scope="row">{{label}}</th><td>{{value}}</td>\
        <td><code>{{code}}</code></td></tr>
        {{/rows}}
                </tbody>
              </table>
            </section>

            <form method="post" action="/logout"><button class="go">Log out</button></form>
        """

    static let refused = """
            <h1>Not this time.</h1>
            <p>{{meaning}}</p>

        {{#hasStatus}}
            <section class="panel">
              <h2>What the gate told us</h2>
              <dl id="saml-status">
        {{#codes}}
                <dt>{{label}}</dt><dd><code>{{code}}</code></dd>
        {{/codes}}
              </dl>
            </section>
        {{/hasStatus}}
            <p><a class="go" href="/login">Try again</a></p>
        """
}
