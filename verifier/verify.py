#!/usr/bin/env python3
"""Verify a ledger that `countersign ledger export` wrote, with no code of Countersign's own: python3 verify.py EXPORT...
Written from docs/ledger-format.md alone: follows the chain, verifies every signature by ZIP 215, applies the rules, and gives the
digest of the state. A file holds one export or several. `--pin` demands a head you know from elsewhere: nothing else shows that the
newest entries were not cut off. Exit code: 0 every export is sound; 1 one is broken; 2 a file cannot be read or is no export."""
import argparse, functools, hashlib, json, re, sys
from datetime import datetime, timedelta
# Ed25519 under ZIP 215: points in extended coordinates (RFC 8032 §5.1.4).
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT, ZERO = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P), (0, 1, 1, 0)
def point(data):  # the point that 32 bytes stand for, also in an encoding that is not canonical; None where there is none
    y, odd = (int.from_bytes(data, "little") & (2**255 - 1)) % P, data[31] >> 7
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * v**3 * pow(u * v**7 % P, (P - 5) // 8, P) % P
    x = x * ROOT % P if (v * x * x + u) % P == 0 else x
    x = -x % P if x & 1 != odd else x
    return (x, y, 1, x * y % P) if (v * x * x - u) % P == 0 else None
def plus(a, b):
    p, q, r, s = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0]), 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    e, f, g, h = (q - p) % P, (s - r) % P, (s + r) % P, (q + p) % P
    return (e * f % P, g * h % P, f * g % P, e * h % P)
def combined(m, a, n=0, b=ZERO):  # m times a, plus n times b
    total, table = ZERO, (ZERO, a, b, plus(a, b))
    for bit in range(max(m, n).bit_length() - 1, -1, -1):
        total = plus(plus(total, total), table[(m >> bit & 1) + 2 * (n >> bit & 1)])
    return total
BASE, is_zero = point((4 * pow(5, -1, P) % P).to_bytes(32, "little")), lambda a: a[0] == 0 and a[1] == a[2]
def fits(key, message, signature):  # whether a signature fits: s < L, and 8·s·B = 8·R + 8·k·A
    key, signature = bytes.fromhex(key), bytes.fromhex(signature)
    try:  # common libraries refuse some signatures that ZIP 215 accepts, but accept none that it refuses
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        return Ed25519PublicKey.from_public_bytes(key).verify(signature, message) is None
    except Exception: pass  # refused, or no such package: judged by the arithmetic
    s, r, a = int.from_bytes(signature[32:], "little"), point(signature[:32]), point(key)
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    return s < L and bool(r and a) and is_zero(combined(8, plus(combined(s, BASE, L - k, a), (-r[0], r[1], 1, -r[3]))))
@functools.cache
def fit(key):  # whether a key may be enrolled: the canonical encoding of a point of prime order
    a = point(bytes.fromhex(key))
    return a and (a[1] | (a[0] & 1) << 255).to_bytes(32, "little").hex() == key and not is_zero(a) and is_zero(combined(L, a))
# Bytes: the one encoding, what is signed, links and times.
EPOCH, LAST, HOUR, LATEST = datetime(1970, 1, 1), 253402207200999, 3_600_000, 253370764800000  # the end of time; 9999-01-01
class Fields(dict): __getattr__, __setattr__ = dict.__getitem__, dict.__setitem__
class Void(Exception): """The code of a rule that does not hold."""
def rule(**holds):  # void by the first of these rules that does not hold
    if not all(holds.values()): raise Void(next(code for code, held in holds.items() if not held))
def found(there, name, code): return rule(**{code: name in there}) or there[name]
def encoded(value, **more): return json.dumps(value, ensure_ascii=False, separators=(",", ":"), **more).encode()
def sha256(*parts): return hashlib.sha256(b"".join(parts)).hexdigest()
def pae(kind, body): return b"DSSEv1 %d application/vnd.countersign.%s.v1+json %d %s" % (36 + len(kind), kind, len(body), body)
def millis(text):  # milliseconds since 1970 of a time in its one form; ValueError for any other text
    fields = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})Z", text, re.ASCII)
    *fields, thousandths = map(int, fields.groups() if fields else "0000000")
    value = (datetime(*fields) - EPOCH) // timedelta(milliseconds=1) + thousandths
    return value if 0 <= value <= LAST else int("out of range")
# The fields of every act, in order: `?` may be absent, `[x]` a list, `a|b` one of the words; `act.x`, `scope.x`: by the field `kind`.
SHAPES = """
body v=one office=uid seq=u53 prev=hash at=time by=by crit=flag act=act ; newkey member=uid desk=uid key=hash sealing=hash proof=sig ; outcome.absent
by_member member=uid device=uid ; desk desk=uid name=text key=hash sealing=hash ; credential epoch=u32 custody=plain sealed=hash ; by_desk desk=uid
channelrule channel=uid signatures=count role?=role ; leg release=uid revision=hash channel=uid attempt=u32 ; recovery member=uid key=hash
founder member=uid name=text key=hash sealing=hash proof=sig ; step what=text call=text answer=text at=time proves=flag ; scope.everything
window not_before=time execute_before=time ; remote id=text version=text url=text ; policy signatures=count channels=[channelrule] freshness_s=u32
mark channel=uid field=text start=u32 end=u32 what=text found=text ; scope.channel channel=uid ; act.seconded proposal=hash ; outcome.undecided
outcome.found remotes=[remote] ; revoked.asked_not_proved ; revoked.dead_except_access until=time ; revoked.dead ; revoked.nothing_to_revoke
change.member_enrolled name=text roles=[role] key=newkey ; change.roles_changed member=uid roles=[role] ; change.restart stops=[hash]
change.key_added key=newkey ; change.desk_added desk=desk ; change.desk_removed desk=uid ; change.channel_removed channel=uid
change.member_reinstated member=uid ; change.unknown_decided leg=leg sent=flag ; change.policy_changed policy=policy ; act.proposed change=change
change.channel_connected channel=uid channel_kind=bluesky|site name=text account=text address=text credential?=credential
act.office_founded name=text zone=text practice=flag founders=[founder] desk=desk recovery?=recovery policy=policy ; act.beacon seq=u53 head=hash
act.rejected release=uid revision=hash note=text ; act.revoked channel=uid state=revoked proof=[step] ; act.key_removed member=uid desk=uid
act.receipt leg=leg remotes=[remote] sent=hash ; act.stop scope=scope pulled_by?=uid reason=text ; act.member_suspended member=uid reason=text
act.send_unknown leg=leg detail=text ; act.revocation_ordered channel=uid reason=text ; act.suspension_confirmed member=uid
act.withdrawn release=uid revision=hash ; act.send_resolved leg=leg outcome=outcome ; act.claimed release=uid revision=hash channel=uid attempt=u32
act.approved release=uid revision=hash publisher=uid policy_epoch=u32 window=window flags=[mark] ; act.proposal_dropped proposal=hash
act.taken_down release=uid channel=uid gone=flag proof=[step] ; act.send_failed leg=leg code=text detail=text again=flag
act.revision_submitted release=uid number=u32 revision=hash replaces?=hash title=text editors=[uid] publisher=uid policy_epoch=u32 window=window \
  channels=[uid] flags=[mark] note=text ; act.takedown_ordered release=uid channel=uid reason=text ; breach kind=text pin=pin says=text seq=u53
sound countersign_export=one entries=u53 head=hash office=uid ; broken broken=breach countersign_export=one entries=u53 office=uid
"""
SHAPES = {name: [each.split("=") for each in fields] for name, *fields in map(str.split, re.split("[;\n]", SHAPES.strip()))}
VARIANTS = {name.split(".")[0] for name in SHAPES if "." in name}
NUMBERS = {"one": range(1, 2), "count": range(2, 10), "u32": range(2**32), "u53": range(2**53)}
TEXTS = {"uid": "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "hash": "[0-9a-f]{64}", "sig": "[0-9a-f]{128}",
         "role": "author|approver|manager", "text": "(?s:.*)", "pin": "([0-9]{1,16}:[0-9a-f]{64})?", "hex": "([0-9a-f]{2})*"}
def shaped(value, shape):  # whether a value has a shape. A kind that is none is a KeyError, a time that is none a ValueError
    if shape[0] == "[": return type(value) is list and all(shaped(each, shape[1:-1]) for each in value)
    if shape == "flag": return type(value) is bool
    if shape in NUMBERS: return type(value) is int and value in NUMBERS[shape]
    if type(value) is str: return millis(value) >= 0 if shape == "time" else bool(re.fullmatch(TEXTS.get(shape, shape), value))
    if type(value) is not Fields: return False
    if shape == "act" and "act." + value.kind not in SHAPES:  # of a newer version
        return next(iter(value)) == "kind" and bool(re.fullmatch("[a-z_]+", value.kind))
    shape = ("by_member" if "member" in value else "by_desk") if shape == "by" else shape
    fields = [["kind", "text"]] + SHAPES[f"{shape}.{value.kind}"] if shape in VARIANTS else SHAPES[shape]
    fields = [(name.rstrip("?"), of) for name, of in fields if name[-1] != "?" or name[:-1] in value]
    return [name for name, _ in fields] == list(value) and all(shaped(value[name], of) for name, of in fields)
def limited(value, depth=1):  # depth, length of texts, size and sort of numbers: what holds for every value, of known meaning or not
    if type(value) in (Fields, list):
        return depth <= 8 and all(limited(each, depth + 1) for each in [*value, *getattr(value, "values", list)()])
    return len(encoded(value)) - 2 <= 2**15 if type(value) is str else type(value) is bool or shaped(value, "u53")
def once(pairs): return Fields(pairs) if len(dict(pairs)) == len(pairs) else None
def decoded(data):  # what a body says, if these bytes are the one encoding of it; otherwise None
    try:
        value = json.loads(data.decode(), object_pairs_hook=once)
        return value if len(data) <= 2**16 and shaped(value, "body") and limited(value) and encoded(value) == data else None
    except (ValueError, KeyError, TypeError, RecursionError): return None
# The office and the rules. A member's `until` is 0 while their signature counts; a stop is `on` until it is lifted.
KINDS = {"site": Fields(order=0, secret=False, in_place=True), "bluesky": Fields(order=1, secret=True, in_place=False)}
WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
BY_DESK, OUT = "claimed beacon receipt send_failed send_unknown send_resolved taken_down revoked".split(), ["restart", "desk_removed"]
ALWAYS = "stop rejected withdrawn takedown_ordered revocation_ordered member_suspended suspension_confirmed key_removed".split() + BY_DESK[2:] + OUT
STATES = {"receipt": "receipted", "found": "receipted", "send_failed": "failed", "send_unknown": "unknown", "absent": "ready"}
ON_PAPER, FOR_EVER, OPEN = ("restart", "member_enrolled", "member_reinstated", "key_added"), 2**63, ("claimed", "unknown", "undecided")
OVERTAKEN = ("signed_before_stop", "signed_before_revocation", "signed_for_another_account", "signed_before_suspension")
def named(value, most=120): return len(value) <= most and bool(value.strip(WHITE))
def sound(rules): return len({each.channel for each in rules.channels}) == len(rules.channels) and 60 <= rules.freshness_s <= 86400
def new_member(roles, desk, key): return Fields(roles=set(roles), held={desk: Fields(key=key, used=True)}, until=0, by=None, date=0)
def founding_holds(office, act):
    founders, paper = act.founders, [act.recovery] if "recovery" in act else []
    people, keys = {each.member for each in founders + paper}, {act.desk.key, *(each.key for each in founders + paper)}
    bare = {**act, "founders": [{**each, "proof": "0" * 128} for each in founders]}
    message = pae(b"founding", encoded({"office": office, "founding": {name: bare[name] for name in bare if name != "kind"}}))
    return (len(founders) == 2 and len(people) == 2 + len(paper) and len(keys) == 3 + len(paper) and all(map(fit, keys))
            and founders[0].name.strip(WHITE) != founders[1].name.strip(WHITE) and 0 < len(act.zone.encode()) <= 64
            and all(named(each.name) for each in [act, act.desk, *founders]) and sound(act.policy) and act.policy.signatures == 2
            and not act.policy.channels and all(fits(each.key, message, each.proof) for each in founders))
class Office:
    def __init__(self, body, link):
        act, desk, roles = body.act, body.act.desk, ("author", "approver", "manager")
        self.id, self.name, self.practice, self.paper = body.office, act.name, act.practice, act.get("recovery", Fields(member=""))
        self.members = {each.member: new_member(roles, desk.desk, each.key) for each in act.founders}
        self.desks, self.channels, self.releases = {desk.desk: Fields(key=desk.key, used=True)}, {}, {}
        self.seq, self.link, self.at, self.too_old, self.policies = 0, link, min(millis(body.at), LATEST), "", [act.policy]
        self.proposals, self.beacons, self.submitted, self.stops, self.voids = {}, {}, set(), [], []
    def key_of(self, by):  # the key that signs, in use or not; None for a stranger
        if "desk" in by or by.member == by.device == self.paper.member:
            return self.desks.get(by.desk, Fields(key=None)).key if "desk" in by else self.paper.key
        return self.members.get(by.member, Fields(held={})).held.get(by.device, Fields(key=None)).key
    def in_use(self, member, desk):
        on_desk = member == self.paper.member or self.desks[desk].used
        return on_desk and (member in (None, self.paper.member) or self.members[member].held[desk].used)
    def suspended(self, member, at): return member in self.members and at < self.members[member].until
    def holds(self, member, role): return role in self.members[member].roles
    def counts(self, by, role, at):
        return self.in_use(by.member, by.desk) and not self.suspended(by.member, at) and self.holds(by.member, role)
    def follow(self, body, link):  # applies an entry, or finds it void
        act, by, kind, known, at = body.act, body.by, body.act.kind, "act." + body.act.kind in SHAPES, min(millis(body.at), LATEST)
        held = self.suspended(by.get("member"), self.at)
        s = Fields(member=by.get("member"), desk=by.get("desk") or by.device, at=self.at if held else max(self.at, at), date=at)
        s.before, self.seq, self.link, paper = (self.seq, self.link), body.seq, link, s.member == self.paper.member
        what = act.change if kind == "proposed" else self.proposals.get(act.proposal, (s, act))[1] if kind == "seconded" else act
        try:
            rule(clock_behind=not known or what.kind in ALWAYS or at + HOUR // 12 >= self.at, key_removed=self.in_use(s.member, s.desk))
            if known:
                rule(person_needed=s.member or kind in BY_DESK or kind == "stop", not_for_recovery_key=not paper or kind in ("proposed", "seconded"),
                     member_suspended=kind == "stop" or not held, founding_only_once=kind != "office_founded",
                     desk_needed=not s.member or kind not in BY_DESK,
                     bad_text=kind == "revision_submitted" or len(act.get("reason", act.get("note", ""))) <= 2000)
                getattr(self, kind)(act, s)
            if s.member in self.members: self.members[s.member].date = max(self.members[s.member].date, at)
            self.at, self.too_old = s.at, self.too_old or ("" if known or not body.crit else kind)
        except Void as void: self.voids.append({"code": str(void), "seq": self.seq})
    # People: what takes two members, and what one may do.
    def may_sign(self, change, member):
        kind, paper = change.kind, member == self.paper.member
        rule(role_needed=paper or kind in ("restart", "unknown_decided") or self.holds(member, "manager"),
             not_for_recovery_key=not paper or kind in ON_PAPER, member_suspended=paper or kind != "member_reinstated" or change.member != member)
    def proposed(self, act, s): self.may_sign(act.change, s.member), self.change(act.change, s), self.proposals.update({self.link: (s, act.change)})
    def seconded(self, act, s):
        first, change = found(self.proposals, act.proposal, "no_such_proposal")
        rule(proposal_lapsed=s.at < min(first.at + 72 * HOUR, LAST), same_member=first.member != s.member)
        if s.member in self.members: self.may_sign(change, s.member)
        rule(member_suspended=not self.suspended(first.member, s.at), key_removed=self.in_use(first.member, first.desk))
        for member in (first.member, s.member): self.may_sign(change, member)
        make = self.change(change, s)
        self.proposals.pop(act.proposal), self.set_back(change, first, s), make()
    def set_back(self, change, first, s):  # the chain's time, after a stop of everything, to the newest date that counts
        others = [m.date for name, m in self.members.items() if name not in (first.member, s.member) and not self.suspended(name, self.at)
                  and any(self.in_use(name, desk) for desk in m.held)]
        date, lifted = max(first.date, s.date, *others), [stop.scope.kind for stop in self.stops if stop.link in change.get("stops", ())]
        if "everything" not in lifted or date + HOUR // 12 >= self.at: return
        s.at, self.proposals = date, {link: (by, what) for link, (by, what) in self.proposals.items() if by.at <= date}
        for m in self.members.values(): m.until = m.until if m.until == FOR_EVER else min(m.until, date + 72 * HOUR)
    def proposal_dropped(self, act, s): rule(no_such_proposal=self.proposals.pop(act.proposal, None))
    def unused(self, key):
        keys = [each.key for member in self.members.values() for each in member.held.values()]
        return fit(key) and key not in [*keys, *(each.key for each in self.desks.values()), self.paper.get("key")]
    def new_key(self, key):
        rule(key_removed=found(self.desks, key.desk, "no_such_desk").used, bad_key=self.unused(key.key))
        message = pae(b"key", encoded({"office": self.id, **{name: key[name] for name in key if name != "proof"}}))
        rule(bad_key=fits(key.key, message, key.proof))
    def enough(self, policy, changed):
        held = [changed.get(name, member.roles) for name, member in self.members.items()]
        most, count = max(each.signatures for each in [policy, *policy.channels]), lambda *roles: sum(bool(each & {*roles}) for each in held)
        rule(too_few_signers=count("manager") >= 2 and count("author") >= 1 and count("approver") + 1 >= most <= count("author", "approver"))
    def change(self, c, s):  # what makes the change, if it fits the office
        kind, key, channel, name = c.kind, c.get("key"), self.channels.get(c.get("channel")), c.get("member")
        name, epoch, secret = key.member if key else name, c.get("credential", Fields(epoch=0)).epoch, "credential" in c
        member = found(self.members, name, "no_such_member") if name and kind != "member_enrolled" else None
        moved = channel and (channel.account, channel.address) != (c.get("account"), c.get("address"))
        if kind == "member_enrolled": rule(bad_text=named(c.name), member_exists=name not in self.members and name != self.paper.member)
        if key: rule(bad_key=kind != "key_added" or key.desk not in member.held), self.new_key(key)
        if kind == "desk_added": rule(bad_text=named(c.desk.name), bad_key=c.desk.desk not in self.desks and self.unused(c.desk.key))
        if kind == "desk_removed": rule(key_removed=found(self.desks, c.desk, "no_such_desk").used)
        if kind == "member_reinstated": rule(not_suspended=self.suspended(name, s.at))
        if kind == "policy_changed": rule(policy_unsound=sound(c.policy) and {each.channel for each in c.policy.channels} <= {*self.channels})
        if kind in ("policy_changed", "roles_changed"): self.enough(c.get("policy", self.policies[-1]), {name: {*c.get("roles", [])}})
        if kind == "channel_connected":
            rule(bad_text=named(c.name) and named(c.account, 300) and len(c.address) <= 300,
                 credential_mismatch=KINDS[c.channel_kind].secret == secret, practice_only=not self.practice or not secret,
                 channel_kind_differs=not channel or channel.kind == c.channel_kind)
            rule(credential_mismatch=not secret or epoch == (channel.epoch if channel else 0) + 1)
        if kind == "channel_removed": rule(no_such_channel=channel, channel_closed=not channel or not channel.removed)
        if kind == "restart": rule(no_such_stop=c.stops and set(c.stops) <= {stop.link for stop in self.stops if stop.on})
        if kind == "unknown_decided": rule(leg_state=self.leg(c.leg).state in ("unknown", "undecided"))
        return {"member_enrolled": lambda: self.members.update({name: new_member(c.roles, key.desk, key.key)}),
            "key_added": lambda: member.held.update({key.desk: Fields(key=key.key, used=True)}),
            "desk_added": lambda: self.desks.update({c.desk.desk: Fields(key=c.desk.key, used=True)}),
            "desk_removed": lambda: self.desks[c.desk].update(used=False), "roles_changed": lambda: member.update(roles={*c.roles}),
            "member_reinstated": lambda: member.update(until=0), "policy_changed": lambda: self.policies.append(c.policy),
            "channel_connected": lambda: self.channels.update({c.channel: Fields({**(channel or {}),
                **({"again": self.seq} if channel and channel.revoked != "no" else {}), **({"moved": self.seq} if moved else {})},
                kind=c.channel_kind, account=c.account, address=c.address, epoch=epoch, removed=False, revoked="no")}),
            "channel_removed": lambda: channel.update(removed=True),
            "restart": lambda: [stop.update(on=False) for stop in self.stops if stop.link in c.stops],
            "unknown_decided": lambda: self.leg(c.leg).update(state="receipted" if c.sent else "ready", remotes=[])}[kind]
    def member_suspended(self, act, s):
        rule(already_suspended=s.at >= found(self.members, act.member, "no_such_member").until)
        self.members[act.member].update(until=min(s.at + 72 * HOUR, LAST), by=s.member, suspended_in=self.seq)
    def suspension_confirmed(self, act, s):
        m = found(self.members, act.member, "no_such_member")
        m.until = rule(already_suspended=m.until < FOR_EVER, not_suspended=s.at < m.until, same_member=m.by != s.member) or FOR_EVER
    def key_removed(self, act, s):
        rule(role_needed=act.member == s.member or self.holds(s.member, "manager"))
        key = found(found(self.members, act.member, "no_such_member").held, act.desk, "no_such_desk")
        key.used = bool(rule(key_removed=key.used))
    def revision(self, at, newest=True):  # one revision of a release
        revisions = self.releases.get(at.release, Fields(revisions=[])).revisions
        there = [each for each in revisions if each.revision == at.revision]
        return rule(no_such_revision=there, not_the_newest=not newest or revisions[-1:] == there) or there[0]
    def standing(self, at):
        r = self.revision(at)
        return rule(rejected=not r.rejected, withdrawn=not r.withdrawn) or r
    def is_open(self, channel): return not self.channels[channel].removed and self.channels[channel].revoked == "no"
    def last_stop(self, channel, on=(True, False)):
        return max((stop.seq for stop in self.stops if stop.scope.get("channel", channel) == channel and stop.on in on), default=-1)
    def revision_submitted(self, act, s):
        release, begins, ends = self.releases.get(act.release), millis(act.window.not_before), millis(act.window.execute_before)
        rule(role_needed=self.holds(s.member, "author"),
             bad_text=named(act.title, 300) and len(act.note) <= 2000 and len(act.flags) <= 200 and len(act.editors) <= 64,
             content_differs=s.member not in act.editors and act.editors == sorted(act.editors),
             no_such_member=all(each in self.members for each in act.editors),
             policy_epoch_differs=act.policy_epoch == len(self.policies) - 1, no_such_desk=act.publisher in self.desks)
        rule(key_removed=self.desks[act.publisher].used, window_unsound=begins < ends and s.at < ends <= s.at + 32 * 24 * HOUR,
             channels_unsound=act.channels and len(set(act.channels)) == len(act.channels))
        for each in act.channels:
            rule(no_such_channel=each in self.channels, channel_closed=each in self.channels and self.is_open(each))
        order = [KINDS[self.channels[each].kind].order for each in act.channels]
        old = [leg for each in (release.revisions if release else []) for leg in each.legs]
        stays = [leg for leg in old if leg.channel in act.channels and not KINDS[self.channels[leg.channel].kind].in_place]
        rule(channels_unsound=order == sorted(order), no_such_revision=release or "replaces" not in act,
             release_reused=act.number == (release.number if release else len(self.releases) + 1),
             not_the_newest=not release or act.get("replaces") == release.revisions[-1].revision, leg_state=all(leg.state not in OPEN for leg in old),
             earlier_revision_live=all(leg.state != "receipted" or leg.takedown == "gone" for leg in stays),
             revision_reused=act.revision not in self.submitted)
        release = self.releases.setdefault(act.release, Fields(number=act.number, revisions=[]))
        for each in release.revisions: each.withdrawn = True
        legs = [Fields(channel=each, attempts=0, state="ready", remotes=[], takedown="no") for each in act.channels]
        release.revisions.append(Fields(act, by=s, legs=legs, approvals=[], rejected="", withdrawn=False))
        self.submitted.add(act.revision)
    def approved(self, act, s):
        r = self.standing(act)
        stands = lambda each: not any(self.overtaken(r, each, leg.channel) for leg in r.legs)
        rule(own_release=s.member != r.by.member, editor_is_approver=s.member not in r.editors, role_needed=self.holds(s.member, "approver"),
             already_approved=not any(each.member == s.member and stands(each) for each in r.approvals),
             policy_epoch_differs=act.policy_epoch == len(self.policies) - 1, publisher_differs=act.publisher == r.publisher,
             window_differs=act.window == r.window, expired=s.at < millis(r.window.execute_before),
             window_unsound=millis(r.window.execute_before) <= s.at + 32 * 24 * HOUR, flags_not_acknowledged=act.flags == r.flags,
             stopped=any(self.last_stop(leg.channel, [True]) < 0 for leg in r.legs))
        r.approvals.append(Fields(s, seq=self.seq))
    def rejected(self, act, s): self.standing(act).rejected = s.member
    def withdrawn(self, act, s): self.standing(act).withdrawn = True
    # Sending: the gate, and what became of a leg.
    def overtaken(self, r, approval, channel):  # by what came after it, so that it does not count on a channel; None if by nothing
        suspended = max(self.members[each].get("suspended_in", -1) for each in (approval.member, r.by.member))
        after = self.last_stop(channel), *(self.channels[channel].get(what, -1) for what in ("again", "moved")), suspended
        return next((code for code, seq in zip(OVERTAKEN, after) if approval.seq < seq), None)
    def claimed(self, act, s):
        r = self.revision(act)
        leg = found({each.channel: each for each in r.legs}, act.channel, "no_such_channel")
        rule(leg_state=leg.state == "ready" or leg.state == "failed" and leg.again, not_claimed=act.attempt == leg.attempts + 1)
        rule(leg_state=leg.takedown == "no", too_old=not self.too_old, stopped=self.last_stop(act.channel, [True]) < 0)
        author, asked = (rule(channel_closed=self.is_open(act.channel)) or self.standing(act)).by, self.policies[r.policy_epoch:]
        rule(not_the_publisher=r.publisher == s.desk, not_yet=s.at >= millis(r.window.not_before),
             expired=s.at < millis(r.window.execute_before), submitter_suspended=self.counts(author, "author", s.at))
        given = [(each.member, self.overtaken(r, each, act.channel)) for each in r.approvals if self.counts(each, "approver", s.at)]
        signers, overtaken = {who for who, code in given if not code}, {code for _, code in given}
        special = [each for policy in asked for each in policy.channels if each.channel == act.channel]
        enough = len(signers) + 1 >= max(each.signatures for each in asked + special)
        rule(**{code: enough or code not in overtaken for code in OVERTAKEN}, signatures_missing=enough,
             approver_role_missing=all(any(self.holds(who, each.role) for who in signers) for each in special if "role" in each))
        seen, since = [*self.beacons.items(), *((each.desk, each.at) for each in r.approvals)], s.at - 1000 * min(each.freshness_s for each in asked)
        rule(stale_view=not any(of.used for d, of in self.desks.items() if d != s.desk) or any(of != s.desk and since <= t <= s.at for of, t in seen))
        leg.update(state="claimed", attempts=act.attempt)
    def legs(self, at):  # the legs of a release on a channel, in all its revisions
        release = found(self.releases, at.release, "no_such_revision")
        return [leg for revision in release.revisions for leg in revision.legs if leg.channel == at.channel]
    def leg(self, at):
        leg = found({each.channel: each for each in self.revision(at, newest=False).legs}, at.channel, "no_such_revision")
        return rule(not_claimed=leg.attempts == at.attempt) or leg
    def receipt(self, act, s):  # whatever the publisher reports of a leg that it has in hand
        told = act.get("outcome", act)
        rule(not_the_publisher=self.revision(act.leg, newest=False).publisher == s.desk)
        rule(leg_state=self.leg(act.leg).state in (("claimed",) if told is act else ("unknown", "undecided")))
        remotes = [each.id for each in told.get("remotes", [])]
        self.leg(act.leg).update(state=STATES.get(told.kind, told.kind), remotes=remotes, again=act.get("again"))
    send_failed = send_unknown = send_resolved = receipt
    # Stop, takedown, revocation, beacon.
    def stop(self, act, s):
        rule(no_such_channel=act.scope.kind == "everything" or act.scope.channel in self.channels)
        self.stops.append(Fields(link=self.link, seq=self.seq, scope=act.scope, on=True))
    def takedown_ordered(self, act, s):
        live = [leg for leg in self.legs(act) if leg.state in (*OPEN, "receipted")]
        rule(not_live=live and live[-1].takedown != "gone")
        for leg in [leg for leg in self.legs(act) if leg.attempts]: leg.takedown = "gone" if leg.takedown == "gone" else "ordered"
    def taken_down(self, act, s):
        ordered = [leg for leg in self.legs(act) if leg.takedown != "no"]
        for leg in rule(not_ordered=ordered) or ordered: leg.takedown = "gone" if act.gone or leg.takedown == "gone" else "not proved"
    def revocation_ordered(self, act, s):
        channel = found(self.channels, act.channel, "no_such_channel")
        channel.revoked = rule(channel_closed=not channel.removed, already_revoked=channel.revoked != "answered") or "ordered"
    def revoked(self, act, s):
        rule(not_ordered=found(self.channels, act.channel, "no_such_channel").revoked != "no")
        self.channels[act.channel].revoked = "not proved" if act.state.kind == "asked_not_proved" else "answered"
    def beacon(self, act, s):
        self.beacons[s.desk] = rule(beacon_off_chain=(act.seq, act.head) == s.before) or s.at
    def state(self):  # the digest of the state: sorted JSON of all that decides whether a post may go out
        when = lambda at: (EPOCH + timedelta(milliseconds=at)).isoformat(timespec="milliseconds") + "Z"
        until = lambda at: "active" if at == 0 else "suspended" if at == FOR_EVER else "suspended until " + when(at)
        revision = lambda of: {"approvals": [f"{each.member} at {each.desk} in {each.seq}" for each in of.approvals], "digest": of.revision,
            "legs": [{what: leg[what] for what in leg if what != "again"} for leg in of.legs], "rejected": of.rejected,
            "submitter": of.by.member, "withdrawn": of.withdrawn}
        member = lambda of: {**{what: of[what] for what in of if what == "suspended_in"},
            "keys": {desk: key.key + (" in use" if key.used else " removed") for desk, key in of.held.items()},
            "roles": sorted(of.roles, key="author approver manager".find), "standing": until(of.until)}
        return sha256(encoded({"beacons": {desk: when(at) for desk, at in self.beacons.items()}, "head": self.link, "name": self.name,
            "channels": {name: {what: of[what] for what in of if what not in ("kind", "address")} for name, of in self.channels.items()},
            "desks": {name: {"key": of.key, "removed": not of.used} for name, of in self.desks.items()}, "office": self.id,
            "members": {name: member(of) for name, of in self.members.items()}, "policy": len(self.policies) - 1,
            "practice": self.practice, "proposals": sorted(self.proposals), "seq": self.seq, "too_old": self.too_old,
            "releases": {name: {"number": of.number, "revisions": [*map(revision, of.revisions)]} for name, of in self.releases.items()},
            "stops": [stop.link for stop in self.stops if stop.on], "voids": self.voids}, sort_keys=True))
def followed(opening, entries, pins):  # what an export comes to
    office, link, seq = None, sha256(b"countersign/genesis/v1\0", bytes.fromhex(opening.office.replace("-", ""))), 0
    try:
        for seq, line in enumerate(entries):
            body, message = decoded(line.data), pae(b"entry", line.data)
            after = sha256(b"countersign/link/v1\0", len(message).to_bytes(8, "big"), message, bytes.fromhex(line.sig))
            rule(unreadable=body and shaped(line.sig, "sig"))
            rule(other_office=body.office == opening.office, gap=body.seq == seq, link_differs=body.prev == link,
                 rewritten=pins.get(seq, after) == after)
            founders = body.act.founders if body.act.kind == "office_founded" else []
            founders = [each.key for each in founders if body.by == {"member": each.member, "device": body.act.desk.desk}]
            key, link = office.key_of(body.by) if office else [*founders, None][0], after
            rule(stranger=key, bad_signature=key and fits(key, message, line.sig),
                 not_founded=office or key and founding_holds(body.office, body.act), line_differs=(line.seq, line.link) == (seq, after))
            office = (office.follow(body, link) or office) if office else Office(body, link)
        rule(empty=entries, withheld=seq >= max(pins, default=0), line_differs=len(entries) == opening.entries)
        rule(said_to_be_broken="broken" not in opening)  # whoever wrote it found a fault that does not show in what they wrote
        return {"verdict": "ok", "entries": len(entries), "head": link, "state": office.state(), "voids": office.voids}
    except Void as why: return {"verdict": "broken", "kind": str(why), "seq": opening.broken.seq if str(why) == "said_to_be_broken" else seq}
def exports(name):  # the exports in a file, each an opening and its entries; an exception for anything else
    there = []
    for line in (json.loads(each, object_pairs_hook=once) for each in open(name, encoding="utf-8", newline="\n")):
        if "countersign_export" in line:
            rule(no_opening=shaped(Fields(sorted(line.items())), "broken" if "broken" in line else "sound")), there.append((name, line, []))
        else:
            body, raw = "body_hex" if "body_hex" in line else "body", "broken" in there[-1][1]
            rule(not_an_entry={*line} == {"seq", body, "sig", "link", *["prev"] * raw} and shaped(line.sig, "hex" if raw else "sig"))
            line.data = bytes.fromhex(line.body_hex) if body == "body_hex" else line.body.encode(errors="surrogatepass")
            there[-1][2].append(line)
    return there if there[0] else None
def pinned(text): return {int(text.split(":")[0]): text.split(":")[1]} if text else {}
def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--pin", metavar="SEQ:LINK", help="a head that the chain must go through")
    words.add_argument("--json", action="store_true", help="one JSON object an export"), words.add_argument("export", nargs="+")
    words = words.parse_args()
    try:
        pin = pinned(words.pin)
        there = [export for name in words.export for export in exports(name)]
    except Exception as why:
        return print(f"This cannot be read as an export: {why!r}", file=sys.stderr) or 2
    pins = [pinned(of.broken.pin) if "broken" in of else {of.entries - 1: of.head} for _, of, _ in there]
    answers = [followed(opening, entries, {**known, **pin}) for (_, opening, entries), known in zip(there, pins)]
    for (name, opening, _), answer in zip(there, answers):
        plain = "\n".join(f"  {what}: {value}" for what, value in answer.items())
        print(json.dumps({"office": opening.office, **answer}) if words.json else f"{name}: office {opening.office}\n{plain}")
    return int(any(answer["verdict"] != "ok" for answer in answers))
if __name__ == "__main__": sys.exit(main())
