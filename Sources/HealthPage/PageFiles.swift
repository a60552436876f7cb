internal import HTTPServer
internal import HealthMonitor
internal import JSON

/// The files of the page, compiled into the program: it needs nothing beside it, and nothing from elsewhere.
enum PageFiles {
    /// Everything comes from this server and nothing stands in the markup, so that text from a gateway can never become a script. Nobody
    /// frames the page.
    static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'"

    /// The page itself: an empty frame, whoever sees it.
    ///
    /// - parameter isSignedIn: whether there is something to sign out of.
    static func page(isSignedIn: Bool) -> Response {
        guard isSignedIn else { return html(PackageResources.page_html) }
        let text = String(decoding: PackageResources.page_html, as: UTF8.self)
        return html(Array(text.replacing(#"id="sign-out" hidden"#, with: #"id="sign-out""#).utf8))
    }

    /// The form that asks for the token.
    static func signIn(isWrong: Bool) -> Response {
        let text = String(decoding: PackageResources.sign_in_html, as: UTF8.self)
        let alert = isWrong ? #"<p id="wrong" role="alert">That isn’t the token.</p>"# : ""
        return html(Array(text.replacing("<!-- wrong -->", with: alert).utf8), status: 401)
    }

    /// What the page loads. There is nothing secret in it, and the form needs some of it.
    static let routes = [
        file("page.css", "text/css", PackageResources.page_css),
        file("page.js", "text/javascript", PackageResources.page_js),
        file("link.js", "text/javascript", PackageResources.link_js),
        file("rows.js", "text/javascript", PackageResources.rows_js),
        file("words.js", "text/javascript", PackageResources.words_js),
        file("day.js", "text/javascript", PackageResources.day_js),
        file("icon.svg", "image/svg+xml", PackageResources.icon_svg),
        file("reasons.json", "application/json", Array(Explanations.json.text.utf8)),
    ]

    private static func file(_ name: String, _ type: String, _ bytes: [UInt8]) -> Route {
        Route(
            "/page/\(name)",
            always: Response(
                contentType: type + "; charset=utf-8", body: bytes, headers: [.init("Cache-Control", "no-cache")]))
    }

    private static func html(_ bytes: [UInt8], status: Int = 200) -> Response {
        Response(
            status: status, contentType: "text/html; charset=utf-8", body: bytes,
            headers: [.init("Content-Security-Policy", policy)])
    }
}
