/// The portal's pages, each in both languages; Albanian first.
enum PortalPages {
    static let layout = """
        <!doctype html>
        <html lang="{{language}}">
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
            <p class="brand">
              <svg viewBox="0 0 48 48" fill="none" stroke-linecap="round" aria-hidden="true">\
        <rect width="48" height="48" rx="12" fill="#26358c"/>\
        <path d="M12 30a12 12 0 0 1 24 0" stroke="#ffb52e" stroke-width="5"/>\
        <path d="M10 36h28" stroke="#fff" stroke-width="5"/></svg>
              {{#sq}}Portali i Shërbimeve{{/sq}}{{^sq}}Services Portal{{/sq}}
            </p>
            <nav aria-label="{{#sq}}Kryesore{{/sq}}{{^sq}}Main{{/sq}}">
              <a href="/#services">{{#sq}}Shërbimet{{/sq}}{{^sq}}Services{{/sq}}</a>
              <a href="#help">{{#sq}}Ndihmë{{/sq}}{{^sq}}Help{{/sq}}</a>
              {{#sq}}<a href="?lang=en" lang="en" hreflang="en">English</a>{{/sq}}\
        {{^sq}}<a href="?lang=sq" lang="sq" hreflang="sq">Shqip</a>{{/sq}}
            </nav>
          </header>

          <main>
        {{{content}}}
          </main>

          <footer id="help">
            <p>{{#sq}}Portali i Shërbimeve është një faqe shembull. Nuk jep shërbime të vërteta.{{/sq}}\
        {{^sq}}Services Portal is an example site. It gives no real services.{{/sq}}</p>
          </footer>
        </body>
        </html>

        """

    static let home = """
            <section class="hello" aria-labelledby="hello">
        {{#sq}}
              <h1 id="hello">Dokumentet tuaja, pa pritur në radhë</h1>
              <p>Hyni me Kartën ID për të parë kërkesat, vërtetimet dhe njoftimet tuaja.</p>
              <a class="enter" id="login" href="/login">Hyr me Kartën ID</a>
        {{/sq}}
        {{^sq}}
              <h1 id="hello">Your documents, without the queue</h1>
              <p>Log in with your ID card to see your requests, certificates and notices.</p>
              <a class="enter" id="login" href="/login">Log in with the ID card</a>
        {{/sq}}
            </section>

        {{#sq}}
            <h2 id="services">Më të kërkuarat</h2>
            <ul class="services">
              <li><h3>Certifikatë familjare</h3><p>E vulosur në mënyrë elektronike, brenda pak minutash.</p></li>
              <li><h3>Vërtetim banimi</h3><p>Për shkollën, bankën ose punëdhënësin.</p></li>
              <li><h3>Taksa e pronës</h3><p>Shihni detyrimin dhe pagesat e vitit.</p></li>
              <li><h3>Ndërrim adrese</h3><p>Një njoftim i vetëm për të gjitha zyrat.</p></li>
            </ul>
        {{/sq}}
        {{^sq}}
            <h2 id="services">Most asked for</h2>
            <ul class="services">
              <li><h3>Family certificate</h3><p>Sealed electronically, within a few minutes.</p></li>
              <li><h3>Proof of residence</h3><p>For the school, the bank or the employer.</p></li>
              <li><h3>Property tax</h3><p>See what is due and what you paid this year.</p></li>
              <li><h3>Change of address</h3><p>One notice for all offices.</p></li>
            </ul>
        {{/sq}}
        """

    static let me = """
            <div id="logged-in">
        {{#sq}}
            <h1>Mirë se erdhët, {{name}}</h1>
            <p>Keni hyrë me Kartën ID sot në orën {{time}}. Nuk keni kërkesa të hapura.</p>
        {{/sq}}
        {{^sq}}
            <h1>Welcome, {{name}}</h1>
            <p>You logged in with your ID card today at {{time}}. You have no open requests.</p>
        {{/sq}}
            </div>

            <section class="hello" aria-labelledby="got">
              <h2 id="got">{{#sq}}Çfarë morëm nga hyrja juaj{{/sq}}{{^sq}}What we got from your login{{/sq}}</h2>
              <table id="attributes">
                <thead>
                  <tr><th scope="col">{{#sq}}E dhëna{{/sq}}{{^sq}}Item{{/sq}}</th>\
        <th scope="col">{{#sq}}Vlera{{/sq}}{{^sq}}Value{{/sq}}</th>\
        <th scope="col">{{#sq}}Emri teknik{{/sq}}{{^sq}}Technical name{{/sq}}</th></tr>
                </thead>
                <tbody>
        {{#rows}}
                  <tr data-name="{{name}}"><th scope="row">{{label}}</th><td>{{value}}</td>\
        <td><code>{{code}}</code></td></tr>
        {{/rows}}
                </tbody>
              </table>
              <p>{{^hasNumber}}{{#sq}}Numrin personal (NID) nuk e morëm: ju nuk e zgjodhët. {{/sq}}\
        {{^sq}}We did not get your personal number (NID): you did not choose it. {{/sq}}{{/hasNumber}}\
        {{#sq}}PIN-i nuk del kurrë nga karta.{{/sq}}{{^sq}}The PIN never leaves the card.{{/sq}}</p>
            </section>

        {{#sq}}
            <h2>Kur të mbaroni</h2>
            <p>Dilni nga portali dhe hiqeni kartën nga lexuesi. \
        Në një kompjuter të përbashkët mbyllni edhe shfletuesin.</p>
            <form method="post" action="/logout"><button class="enter">Dil nga portali</button></form>
        {{/sq}}
        {{^sq}}
            <h2>When you are done</h2>
            <p>Log out of the portal and take the card out of the reader. \
        On a shared computer close the browser too.</p>
            <form method="post" action="/logout"><button class="enter">Log out of the portal</button></form>
        {{/sq}}
        """

    static let refused = """
            <section class="hello" aria-labelledby="what">
              <h1 id="what">{{#sq}}Nuk keni hyrë{{/sq}}{{^sq}}You are not logged in{{/sq}}</h1>
              <p>{{meaning}}</p>
              <a class="enter" href="/login">{{#sq}}Provo përsëri{{/sq}}{{^sq}}Try again{{/sq}}</a>
            </section>

        {{#hasStatus}}
            <h2>{{#sq}}Çfarë na tha porta{{/sq}}{{^sq}}What the gate told us{{/sq}}</h2>
            <dl id="saml-status">
        {{#codes}}
              <dt>{{label}}</dt><dd><code>{{code}}</code></dd>
        {{/codes}}
            </dl>
        {{/hasStatus}}
            <p>{{#sq}}Për ju nuk morëm asnjë të dhënë.{{/sq}}{{^sq}}We got nothing about you.{{/sq}}</p>
        """
}
