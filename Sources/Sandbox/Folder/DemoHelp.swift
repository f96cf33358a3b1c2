/// What the demo issuer tells about itself: service points and terms that do not exist.
enum DemoHelp {
    static let servicePoints = """
        id,name,kind,address,town,lat,lon,hours,phone,services,from,until
        1,Pika e Shërbimit nr. 1,municipality,Rruga Shembull 1,Tiranë,41.3275,19.8187,08:00–16:00,+355 4 000 0001,\
        activate pin revoke apply,,
        2,Pika e Shërbimit nr. 2,civil status office,Rruga Shembull 2,Durrës,41.3246,19.4565,08:00–14:00,\
        +355 4 000 0002,activate pin,,
        3,Pika e Shërbimit nr. 3,municipality,Rruga Shembull 3,Shkodër,42.0683,19.5126,08:00–14:00,+355 4 000 0003,\
        activate pin apply,,

        """

    static let agreement = """
        Kushtet e përdorimit të certifikatave (shembull)
        Terms of use of the certificates (example)

        Këto kushte janë një shembull dhe nuk vlejnë për asnjë kartë të vërtetë.
        These terms are an example and hold for no real card.

        """

    /// The portal's emblem, as on its own pages.
    static let portalEmblem = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" fill="none" stroke-linecap="round">\
        <rect width="48" height="48" rx="12" fill="#26358c"/>\
        <path d="M12 30a12 12 0 0 1 24 0" stroke="#ffb52e" stroke-width="5"/>\
        <path d="M10 36h28" stroke="#fff" stroke-width="5"/></svg>

        """

    /// The shop's: one of its bikes.
    static let shopEmblem = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="-26 -61 212 212" fill="none" stroke="#1b1b1b" \
        stroke-width="9" stroke-linecap="round" stroke-linejoin="round">\
        <rect x="-26" y="-61" width="212" height="212" rx="24" fill="#ffe14a" stroke="none"/>\
        <circle cx="34" cy="60" r="24"/><circle cx="126" cy="60" r="24"/>\
        <path d="m34 60 28-32h47L74 60zm40 0L59 18M49 18h20M126 60 103 14H88"/></svg>

        """
}
