@testable import Pipeline

extension LaneModel {
    static let deadline = 45_000

    /// `Lane.transact`: sends one attempt.
    func transact(_ attempt: Attempt) {
        guard let session else { return failed(Fault(sqlState: nil)) }
        // Records go with their offsets or not at all.
        guard attempt.advances.allSatisfy({ index($0.slot) != nil }) || world.mutants.contains(.releasedStaysInBatch)
        else { return failed(Fault(sqlState: "ZP001")) }
        let script = script(attempt)
        phase = .transacting
        world.note("m\(member.name) lane \(number): sends \(script.summary)")
        world.send(.batch(planted(script)), on: session, timeout: Self.deadline)
    }

    private func script(_ attempt: Attempt) -> BatchScript {
        var script = BatchScript(
            steps: [], effects: [], letters: [], isProbe: attempt.isProbe, sender: "m\(member.name).\(number)")
        for step in attempt.advances {
            guard let place = index(step.slot) else { continue }
            let slot = slots[place]
            let last = batch.items[attempt.range].lastIndex { $0.slot == step.slot }
            script.steps.append(
                BatchScript.Step(
                    partition: slot.id.index, from: step.from, to: step.to, epoch: step.epoch,
                    anchor: last.map { batch.records[$0].anchor }, claim: slot.claimNumber))
        }
        script.steps.sort { $0.partition < $1.partition }
        for place in attempt.range where !attempt.skipped.contains(batch.items[place].slot) {
            let record = batch.records[place]
            if place == attempt.letter?.index || record.kind == .rejected {
                script.letters.append(record)
            } else {
                script.effects.append(record)
            }
        }
        if world.mutants.contains(.dropsSecondHalf), secondHalf == attempt.range { script.effects.removeAll() }
        return script
    }

    /// What a mutant makes of the transaction.
    private func planted(_ script: BatchScript) -> BatchScript {
        var script = script
        guard !script.isProbe else { return script }
        let mutants = world.mutants
        if mutants.contains(.letterOutside), !script.letters.isEmpty {
            world.store.commitAlone(letters: script.letters)
            script.letters.removeAll()
        }
        if mutants.contains(.effectsBeforeOffset) {
            world.store.commitAlone(effects: script.effects)
            script.effects.removeAll()
        }
        if mutants.contains(.offsetBeforeEffects) {
            effectsToCome = script.effects
            script.effects.removeAll()
        }
        if mutants.contains(.offsetsAreDense) {
            for index in script.steps.indices {
                let partition = script.steps[index].partition
                if let first = script.effects.first(where: { $0.partition == partition }) {
                    script.steps[index].from = first.offset
                }
            }
        }
        return script
    }

    /// What came back of the transaction, the settling, or the ending of holders.
    func answered(_ reply: Reply) {
        switch (phase, reply) {
        case (.transacting, .done):
            world.store.commitAlone(effects: effectsToCome)
            effectsToCome.removeAll()
            advance { $0.on(.committed) }
        case (.settling(let numbers), .rows(let rows)): settled(rows, numbers)
        case (.settling(let numbers), .error("55P03", _, _)): endHolders(numbers, Fault(sqlState: "55P03"))
        case (.endingHolders(let fault), _): failed(fault)
        default: failed(fault(reply))
        }
    }

    private func fault(_ reply: Reply) -> Fault {
        guard case .error(let code, let isUsersObject, let closes) = reply else {
            return Fault(sqlState: nil, outcomeIsUnknown: true)
        }
        if world.mutants.contains(.outageIsPoison), code == "53100" || code == "25006" {
            return Fault(sqlState: "22000")
        }
        return Fault(sqlState: code, outcomeIsUnknown: closes, isUsersObject: isUsersObject)
    }

    /// For the mutant that drops it.
    func noteSecondHalf(_ fault: Fault) {
        guard world.mutants.contains(.dropsSecondHalf), case .transacting = phase,
            case .transact(let attempt)? = machine?.underway,
            attempt.range.count > 1, !attempt.isProbe
        else { return }
        switch FailureClass(fault) {
        case .halve, .poison, .invariant, .unknown:
            secondHalf = (attempt.range.lowerBound + attempt.range.count / 2)..<attempt.range.upperBound
        default: break
        }
    }
}

extension BatchMachine {
    /// The transaction that was sent and not answered.
    fileprivate var underway: Action? { current.map { .transact($0) } }
}

extension BatchScript {
    /// For the trace.
    var summary: String {
        let moves = steps.map { "p\($0.partition) \($0.from)→\($0.to) epoch \($0.epoch)" }.joined(separator: ", ")
        return "\(isProbe ? "probe" : "batch") [\(moves)] \(effects.count) effects, \(letters.count) letters"
    }
}
