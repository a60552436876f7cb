import Glibc
import JSON

/// A page in the browser, in a profile of its own.
final class Tab {
    private let browser: Browser
    private let session: String

    init(_ browser: Browser) throws {
        self.browser = browser
        let context = try browser.ask("Target.createBrowserContext")["browserContextId"] ?? .null
        let target = try browser.ask("Target.createTarget", ["url": "about:blank", "browserContextId": context])
        let attached = try browser.ask(
            "Target.attachToTarget", ["targetId": target["targetId"] ?? .null, "flatten": true])
        session = attached["sessionId"]?.string ?? ""
        for domain in ["Page", "Runtime", "Log"] { _ = try ask("\(domain).enable") }
        _ = try ask("Emulation.setFocusEmulationEnabled", ["enabled": true])
    }

    private func ask(_ method: String, _ parameters: JSONValue = [:]) throws -> JSONValue {
        try browser.ask(method, parameters, session: session)
    }

    /// Opens an address.
    func open(_ address: String) throws { _ = try ask("Page.navigate", ["url": .string(address)]) }

    /// What a script comes to, waited for where it is a promise.
    @discardableResult
    func value(_ script: String) throws -> JSONValue {
        let answer = try ask(
            "Runtime.evaluate", ["expression": .string(script), "returnByValue": true, "awaitPromise": true])
        if let fault = answer["exceptionDetails"] { throw Browser.Failure(description: fault.text) }
        return answer["result"]?["value"] ?? .null
    }

    /// Waits until a script comes to `true`; whether it did in time.
    func eventually(within limit: Duration = .seconds(20), _ script: String) throws -> Bool {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            // While a page is being left there is nothing to ask.
            if (try? value("Boolean(\(script))").bool) == true { return true }
            _ = poll(nil, 0, 20)
        }
        return false
    }

    /// The size of the window.
    func resize(_ width: Int, _ height: Int) throws {
        _ = try ask(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": .integer(width), "height": .integer(height), "deviceScaleFactor": 1,
                "mobile": .bool(width < 600),
            ])
    }

    /// `light` or `dark`, and whether motion is to be reduced.
    func prefer(_ scheme: String, motion: String = "no-preference") throws {
        _ = try ask(
            "Emulation.setEmulatedMedia",
            [
                "features": [
                    ["name": "prefers-color-scheme", "value": .string(scheme)],
                    ["name": "prefers-reduced-motion", "value": .string(motion)],
                ]
            ])
    }

    /// Presses a key and lets it go.
    func press(_ key: String, code: Int, text: String? = nil) throws {
        var members: [JSONValue.Member] = [
            .init(name: "type", value: "keyDown"), .init(name: "key", value: .string(key)),
            .init(name: "windowsVirtualKeyCode", value: .integer(code)),
        ]
        if let text { members.append(.init(name: "text", value: .string(text))) }
        _ = try ask("Input.dispatchKeyEvent", .object(members))
        members[0].value = "keyUp"
        _ = try ask("Input.dispatchKeyEvent", .object(members))
    }

    /// A picture of what is in the window, as PNG in base64.
    func picture(isWhole: Bool = false) throws -> String {
        try ask("Page.captureScreenshot", ["format": "png", "captureBeyondViewport": .bool(isWhole)])["data"]?.string
            ?? ""
    }

    /// The accessibility tree's nodes, as role and name.
    func accessible() throws -> [(role: String, name: String)] {
        let nodes = try ask("Accessibility.getFullAXTree")["nodes"]?.array ?? []
        return nodes.compactMap { node in
            guard node["ignored"]?.bool != true, let role = node["role"]?["value"]?.string else { return nil }
            return (role, node["name"]?["value"]?.string ?? "")
        }
    }

    /// What the page complained of: scripts that failed, and whatever its policy refused.
    var complaints: [String] {
        browser.events.filter { $0["sessionId"]?.string == session }.compactMap { event in
            switch event["method"]?.string {
            case "Runtime.exceptionThrown": event["params"]?["exceptionDetails"]?.text
            case "Log.entryAdded" where event["params"]?["entry"]?["source"]?.string == "security":
                event["params"]?["entry"]?["text"]?.string
            default: nil
            }
        }
    }
}
