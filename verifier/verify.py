#!/usr/bin/env python3
"""Verify a ledger that `countersign ledger export` wrote, with no code of Countersign's own.

    python3 verify.py [--json] [--pin SEQ:LINK] EXPORT...

Written from docs/ledger-format.md alone: follows the chain from the first byte, verifies every signature, applies the rules, and
gives the digest of the state they make. A file holds one export or several, one after the other. `--pin` demands that the chain
goes through a head you know from elsewhere: nothing else shows that the newest entries were not cut off, or all written anew.
Exit code: 0 every export is sound; 1 one of them is broken; 2 a file cannot be read or is no export.

Signatures are judged by ZIP 215, as Countersign does. Common libraries refuse some signatures that it accepts, but accept none that
it refuses: the package `cryptography` is asked first, and what it refuses, or all without it, is judged by the arithmetic below.
"""
import argparse, hashlib, json, re, sys
from datetime import datetime, timedelta
try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey = None

# Ed25519 under ZIP 215: points in extended coordinates (RFC 8032 §5.1.4).
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT, ZERO = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P), (0, 1, 1, 0)
def point(data):
    """The point that 32 bytes stand for, also in an encoding that is not canonical; None where there is none."""
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
def combined(m, a, n=0, b=ZERO):
    """m times a, plus n times b."""
    total, table = ZERO, (ZERO, a, b, plus(a, b))
    for bit in range(max(m, n).bit_length() - 1, -1, -1):
        total = plus(plus(total, total), table[(m >> bit & 1) + 2 * (n >> bit & 1)])
    return total
BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
minus, is_zero = lambda a: (-a[0] % P, a[1], a[2], -a[3] % P), lambda a: a[0] == 0 and a[1] == a[2]
def fits(key, message, signature):
    """Whether a signature fits: s < L, and 8·s·B = 8·R + 8·k·A."""
    key, signature = bytes.fromhex(key), bytes.fromhex(signature)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        return True
    except Exception:  # no such package, or refused by a stricter rule
        s, r, a = int.from_bytes(signature[32:], "little"), point(signature[:32]), point(key)
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    return s < L and bool(r and a) and is_zero(combined(8, plus(combined(s, BASE, k, minus(a)), minus(r))))
def fit(key):
    """Whether a key may be enrolled: the canonical encoding of a point of prime order."""
    a = point(bytes.fromhex(key))
    canonical = a and (a[1] | (a[0] & 1) << 255).to_bytes(32, "little").hex() == key
    return canonical and not is_zero(a) and is_zero(combined(L, a))

# Bytes: the one encoding, what is signed, links and times.
EPOCH, LAST, HOUR = datetime(1970, 1, 1), 253402207200999, 3_600_000  # LAST is 9999-12-30T22:00:00.999Z
class Fields(dict):
    """A JSON object whose fields are also attributes."""
    __getattr__, __setattr__ = dict.__getitem__, dict.__setitem__
class Broken(Exception):
    """Where the ledger no longer holds together: why, by its stable name, and the number of the entry."""
class Void(Exception):
    """The code of the rule that a genuine entry breaks."""
def rule(**holds):
    """Void by the first of these rules that does not hold."""
    for code, held in holds.items():
        if not held:
            raise Void(code)
def found(there, name, code):
    rule(**{code: name in there})
    return there[name]
def encoded(value, **more):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), **more).encode()
def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).hexdigest()
def pae(kind, body):
    kind = b"application/vnd.countersign.%s.v1+json" % kind
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body)
def millis(text):
    """Milliseconds since 1970 of a time in its one form; ValueError for any other text."""
    fields = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})Z", text, re.ASCII)
    *fields, thousandths = map(int, fields.groups() if fields else "0000000")
    value = (datetime(*fields) - EPOCH) // timedelta(milliseconds=1) + thousandths
    return value if 0 <= value <= LAST else int("out of range")

# The fields of every act, in order: `?` may be absent, `[x]` is a list, `a|b` is one of the words. A name that has variants (`scope`
# has `scope.channel`) is a record whose first field, `kind`, says which one.
SHAPES = """
body v=one office=uid seq=u53 prev=hash at=time by=by crit=flag act=act ; by_member member=uid device=uid ; by_desk desk=uid
founder member=uid name=text key=hash sealing=hash proof=sig ; desk desk=uid name=text key=hash sealing=hash
recovery member=uid key=hash ; newkey member=uid desk=uid key=hash sealing=hash proof=sig
policy signatures=count channels=[channelrule] freshness_s=u32 ; channelrule channel=uid signatures=count role?=role
credential epoch=u32 custody=plain sealed=hash ; leg release=uid revision=hash channel=uid attempt=u32
window not_before=time execute_before=time ; mark channel=uid field=text start=u32 end=u32 what=text found=text
remote id=text version=text url=text ; step what=text call=text answer=text at=time proves=flag
scope.everything ; scope.channel channel=uid ; outcome.found remotes=[remote] ; outcome.absent ; outcome.undecided
revoked.asked_not_proved ; revoked.dead_except_access until=time ; revoked.dead ; revoked.nothing_to_revoke
change.member_enrolled name=text roles=[role] key=newkey ; change.key_added key=newkey ; change.desk_added desk=desk
change.desk_removed desk=uid ; change.roles_changed member=uid roles=[role] ; change.member_reinstated member=uid
change.channel_connected channel=uid channel_kind=bluesky|site name=text account=text address=text credential?=credential
change.channel_removed channel=uid ; change.restart stops=[hash] ; change.unknown_decided leg=leg sent=flag
act.office_founded name=text zone=text practice=flag founders=[founder] desk=desk recovery?=recovery policy=policy
change.policy_changed policy=policy ; act.proposed change=change ; act.seconded proposal=hash ; act.proposal_dropped proposal=hash
act.member_suspended member=uid reason=text ; act.suspension_confirmed member=uid ; act.key_removed member=uid desk=uid
act.approved release=uid revision=hash publisher=uid policy_epoch=u32 window=window flags=[mark]
act.rejected release=uid revision=hash note=text ; act.withdrawn release=uid revision=hash
act.claimed release=uid revision=hash channel=uid attempt=u32 ; act.receipt leg=leg remotes=[remote] sent=hash
act.send_failed leg=leg code=text detail=text again=flag ; act.send_unknown leg=leg detail=text
act.send_resolved leg=leg outcome=outcome ; act.takedown_ordered release=uid channel=uid reason=text
act.taken_down release=uid channel=uid gone=flag proof=[step] ; act.stop scope=scope pulled_by?=uid reason=text
act.revocation_ordered channel=uid reason=text ; act.revoked channel=uid state=revoked proof=[step] ; act.beacon seq=u53 head=hash
""" + ("act.revision_submitted release=uid number=u32 revision=hash replaces?=hash title=text editors=[uid] publisher=uid "
       "policy_epoch=u32 window=window channels=[uid] flags=[mark] note=text")
SHAPES = {name: [each.split("=") for each in fields] for name, *fields in map(str.split, re.split("[;\n]", SHAPES.strip()))}
VARIANTS = {name.split(".")[0] for name in SHAPES if "." in name}
NUMBERS = {"one": range(1, 2), "count": range(2, 10), "u32": range(2**32), "u53": range(2**53)}
TEXTS = {"uid": "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "hash": "[0-9a-f]{64}", "sig": "[0-9a-f]{128}",
         "role": "author|approver|manager", "text": "(?s:.*)"}
def shaped(value, shape):
    """Whether a value has a shape. A kind that is none is a KeyError, a time that is none a ValueError."""
    if shape[0] == "[":
        return type(value) is list and all(shaped(each, shape[1:-1]) for each in value)
    if shape in NUMBERS or shape == "flag":
        return type(value) is bool if shape == "flag" else type(value) is int and value in NUMBERS[shape]
    if type(value) is str:
        return millis(value) >= 0 if shape == "time" else bool(re.fullmatch(TEXTS.get(shape, shape), value))
    if type(value) is not Fields:
        return False
    if shape == "act" and "act." + value.kind not in SHAPES:  # of a newer version
        return next(iter(value)) == "kind" and bool(re.fullmatch("[a-z_]+", value.kind))
    shape = ("by_member" if "member" in value else "by_desk") if shape == "by" else shape
    fields = [["kind", "text"]] + SHAPES[f"{shape}.{value.kind}"] if shape in VARIANTS else SHAPES[shape]
    fields = [(name.rstrip("?"), of) for name, of in fields if name[-1] != "?" or name[:-1] in value]
    return [name for name, _ in fields] == list(value) and all(shaped(value[name], of) for name, of in fields)
def limited(value, depth=1):
    """Depth, length of texts, size and sort of numbers: what holds for every value, of known meaning or not."""
    if type(value) in (Fields, list):
        return depth <= 8 and all(limited(each, depth + 1) for each in [*value, *getattr(value, "values", list)()])
    return len(encoded(value)) - 2 <= 2**15 if type(value) is str else type(value) is bool or shaped(value, "u53")
def decoded(data):
    """What a body says, if these bytes are the one encoding of it; otherwise None."""
    try:
        value = json.loads(data.decode(), object_pairs_hook=lambda pairs: Fields(pairs) if len(dict(pairs)) == len(pairs) else None)
        return value if len(data) <= 2**16 and shaped(value, "body") and limited(value) and encoded(value) == data else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None

# The office and the rules. A member's `until` is 0 while their signature counts; a stop is `on` until it is lifted.
KINDS = {"site": Fields(order=0, secret=False, in_place=True), "bluesky": Fields(order=1, secret=True, in_place=False)}
WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
ALWAYS = {"stop", "rejected", "withdrawn", "takedown_ordered", "revocation_ordered", "member_suspended", "key_removed"}
BY_DESK = {"claimed", "receipt", "send_failed", "send_unknown", "send_resolved", "taken_down", "revoked", "beacon"}
STATES = {"receipt": "receipted", "found": "receipted", "send_failed": "failed", "send_unknown": "unknown", "absent": "ready"}
ON_PAPER, FOR_EVER, OPEN = ("restart", "member_enrolled", "member_reinstated", "key_added"), 2**63, ("claimed", "unknown", "undecided")
def named(value, most=120):
    return len(value) <= most and bool(value.strip(WHITE))
def sound(policy):
    return len({each.channel for each in policy.channels}) == len(policy.channels) and 60 <= policy.freshness_s <= 86400
def new_member(roles, desk, key):
    return Fields(roles=set(roles), held={desk: Fields(key=key, used=True)}, until=0, by=None)
def founding_holds(office, act):
    founders, paper = act.founders, [act.recovery] * ("recovery" in act)
    people, keys = {each.member for each in founders + paper}, {act.desk.key, *(each.key for each in founders + paper)}
    bare = {**act, "founders": [{**each, "proof": "0" * 128} for each in founders]}
    message = pae(b"founding", encoded({"office": office, "founding": {name: bare[name] for name in bare if name != "kind"}}))
    return (len(founders) == 2 and len(people) == 2 + len(paper) and len(keys) == 3 + len(paper) and all(map(fit, keys))
            and founders[0].name.strip(WHITE) != founders[1].name.strip(WHITE) and 0 < len(act.zone.encode()) <= 64
            and all(named(each.name) for each in [act, act.desk, *founders]) and sound(act.policy) and act.policy.signatures == 2
            and not act.policy.channels and all(fits(each.key, message, each.proof) for each in founders))

class Office:
    def __init__(self, body, link):
        act, desk = body.act, body.act.desk
        self.id, self.seq, self.link, self.at, self.next, self.too_old = body.office, 0, link, millis(body.at), 1, ""
        self.name, self.practice, self.policies, self.paper = act.name, act.practice, [act.policy], act.get("recovery", Fields(member=""))
        self.members = {each.member: new_member(["author", "approver", "manager"], desk.desk, each.key) for each in act.founders}
        self.desks, self.channels, self.releases = {desk.desk: Fields(key=desk.key, used=True)}, {}, {}
        self.proposals, self.beacons, self.submitted, self.stops, self.voids = {}, {}, set(), [], []
    def key_of(self, by):
        """The key that signs, in use or not; None for a stranger."""
        if "member" in by and by.member == by.device == self.paper.member:
            return self.paper.key
        keys = self.members.get(by.member, Fields(held={})).held if "member" in by else self.desks
        return keys.get(by.device if "member" in by else by.desk, Fields(key=None)).key
    def in_use(self, member, desk):
        own = member is None or member == self.paper.member or self.members[member].held[desk].used
        return own and (member == self.paper.member or self.desks[desk].used)
    def suspended(self, member, at):
        return member != self.paper.member and at < self.members[member].until
    def holds(self, member, role):
        return role in self.members[member].roles
    def follow(self, body, link):
        """Applies an entry, or finds it void."""
        act, by, kind, known, at = body.act, body.by, body.act.kind, "act." + body.act.kind in SHAPES, millis(body.at)
        s = Fields(member=by.get("member"), desk=by.get("desk") or by.device, at=max(self.at, at), before=(self.seq, self.link))
        self.seq, self.link, paper = body.seq, link, s.member == self.paper.member
        try:
            rule(clock_behind=not known or kind in ALWAYS or at + HOUR // 12 >= self.at, key_removed=self.in_use(s.member, s.desk))
            if known and s.member is None:
                rule(person_needed=kind in BY_DESK or kind == "stop")
            elif known:
                rule(not_for_recovery_key=not paper or kind in ("proposed", "seconded"),
                     member_suspended=kind == "stop" or not self.suspended(s.member, s.at),
                     founding_only_once=kind != "office_founded", desk_needed=kind not in BY_DESK)
            if not known:
                self.too_old = self.too_old or (kind if body.crit else "")
            else:
                rule(bad_text=kind == "revision_submitted" or len(act.get("reason", act.get("note", ""))) <= 2000)
                getattr(self, kind)(act, s)
            self.at = s.at
        except Void as void:
            self.voids.append({"code": str(void), "seq": self.seq})

    # What takes two members.
    def may_sign(self, change, member):
        kind, paper = change.kind, member == self.paper.member
        rule(role_needed=paper or kind in ("restart", "unknown_decided") or self.holds(member, "manager"),
             not_for_recovery_key=not paper or kind in ON_PAPER,
             member_suspended=paper or kind != "member_reinstated" or change.member != member)
    def proposed(self, act, s):
        self.may_sign(act.change, s.member)
        self.change(act.change, s)
        self.proposals[self.link] = (s, act.change)
    def seconded(self, act, s):
        first, change = found(self.proposals, act.proposal, "no_such_proposal")
        rule(proposal_lapsed=s.at < min(first.at + 72 * HOUR, LAST), same_member=first.member != s.member)
        self.may_sign(change, s.member)
        rule(member_suspended=not self.suspended(first.member, s.at), key_removed=self.in_use(first.member, first.desk))
        self.may_sign(change, first.member)
        self.change(change, s)()
        del self.proposals[act.proposal]
    def proposal_dropped(self, act, s):
        rule(no_such_proposal=self.proposals.pop(act.proposal, None))
    def unused(self, key):
        keys = [each.key for member in self.members.values() for each in member.held.values()]
        return fit(key) and key not in [*keys, *(each.key for each in self.desks.values()), self.paper.get("key")]
    def new_key(self, key):
        rule(key_removed=found(self.desks, key.desk, "no_such_desk").used, bad_key=self.unused(key.key))
        message = pae(b"key", encoded({"office": self.id, **{name: key[name] for name in key if name != "proof"}}))
        rule(bad_key=fits(key.key, message, key.proof))
        return Fields(key=key.key, used=True)
    def enough(self, policy, changed):
        held = [changed.get(name, member.roles) for name, member in self.members.items()]
        most = max(each.signatures for each in [policy, *policy.channels])
        managers, authors, approvers = (sum(role in roles for roles in held) for role in ("manager", "author", "approver"))
        rule(too_few_signers=managers >= 2 and authors >= 1 and approvers + 1 >= most <= sum(bool(each - {"manager"}) for each in held))
    def change(self, c, s):
        """What makes the change, if it fits the office."""
        kind, key, channel = c.kind, c.get("key"), self.channels.get(c.get("channel"))
        name = key.member if key else c.get("member")
        member = found(self.members, name, "no_such_member") if name and kind != "member_enrolled" else None
        if kind == "member_enrolled":
            rule(bad_text=named(c.name), member_exists=name not in self.members and name != self.paper.member)
            self.new_key(key)
            return lambda: self.members.update({name: new_member(c.roles, key.desk, key.key)})
        if kind == "key_added":
            rule(bad_key=key.desk not in member.held)
            new = self.new_key(key)
            return lambda: member.held.update({key.desk: new})
        if kind == "desk_added":
            rule(bad_text=named(c.desk.name), bad_key=c.desk.desk not in self.desks and self.unused(c.desk.key))
            return lambda: self.desks.update({c.desk.desk: Fields(key=c.desk.key, used=True)})
        if kind == "desk_removed":
            rule(key_removed=found(self.desks, c.desk, "no_such_desk").used)
            return lambda: self.desks[c.desk].update(used=False)
        if kind == "roles_changed":
            self.enough(self.policies[-1], {name: set(c.roles)})
            return lambda: member.update(roles=set(c.roles))
        if kind == "member_reinstated":
            rule(not_suspended=self.suspended(name, s.at))
            return lambda: member.update(until=0)
        if kind == "policy_changed":
            rule(policy_unsound=sound(c.policy) and all(each.channel in self.channels for each in c.policy.channels))
            self.enough(c.policy, {})
            return lambda: self.policies.append(c.policy)
        if kind == "channel_connected":
            sort, secret, epoch = c.channel_kind, "credential" in c, c.get("credential", Fields(epoch=0)).epoch
            rule(bad_text=named(c.name) and named(c.account, 300) and len(c.address) <= 300,
                 credential_mismatch=KINDS[sort].secret == secret, practice_only=not self.practice or not secret,
                 channel_kind_differs=not channel or channel.kind == sort)
            rule(credential_mismatch=not secret or epoch == (channel.epoch if channel else 0) + 1)
            made = Fields(kind=sort, account=c.account, epoch=epoch, removed=False, revoked="no")
            return lambda: self.channels.update({c.channel: made})
        if kind == "channel_removed":
            rule(no_such_channel=channel, channel_closed=not channel or not channel.removed)
            return lambda: channel.update(removed=True)
        if kind == "restart":
            rule(no_such_stop=c.stops and set(c.stops) <= {stop.link for stop in self.stops if stop.on})
            return lambda: [stop.update(on=False) for stop in self.stops if stop.link in c.stops]
        leg = self.leg(c.leg)
        rule(leg_state=leg.state in ("unknown", "undecided"))
        return lambda: leg.update(state="receipted" if c.sent else "ready", remotes=[])

    # People, by one member.
    def member_suspended(self, act, s):
        rule(already_suspended=s.at >= found(self.members, act.member, "no_such_member").until)
        self.members[act.member].update(until=min(s.at + 72 * HOUR, LAST), by=s.member)
    def suspension_confirmed(self, act, s):
        member = found(self.members, act.member, "no_such_member")
        rule(already_suspended=member.until < FOR_EVER, not_suspended=s.at < member.until, same_member=member.by != s.member)
        member.until = FOR_EVER
    def key_removed(self, act, s):
        rule(role_needed=act.member == s.member or self.holds(s.member, "manager"))
        key = found(found(self.members, act.member, "no_such_member").held, act.desk, "no_such_desk")
        rule(key_removed=key.used)
        key.used = False

    # Revisions.
    def revision(self, at, newest=True):
        revisions = self.releases.get(at.release, Fields(revisions=[])).revisions
        there = [each for each in revisions if each.revision == at.revision]
        rule(no_such_revision=there, not_the_newest=not newest or revisions[-1:] == there)
        return there[0]
    def standing(self, at):
        revision = self.revision(at)
        rule(rejected=not revision.rejected, withdrawn=not revision.withdrawn)
        return revision
    def is_open(self, channel):
        return not self.channels[channel].removed and self.channels[channel].revoked == "no"
    def last_stop(self, channel, on=(True, False)):
        halts = ({"kind": "everything"}, {"kind": "channel", "channel": channel})
        return max((stop.seq for stop in self.stops if stop.scope in halts and stop.on in on), default=-1)
    def revision_submitted(self, act, s):
        release, begins, ends = self.releases.get(act.release), millis(act.window.not_before), millis(act.window.execute_before)
        rule(role_needed=self.holds(s.member, "author"), bad_text=named(act.title, 300) and len(act.note) <= 2000
             and len(act.flags) <= 200 and len(act.editors) <= 64,
             content_differs=s.member not in act.editors and act.editors == sorted(act.editors),
             no_such_member=all(each in self.members for each in act.editors),
             policy_epoch_differs=act.policy_epoch == len(self.policies) - 1, no_such_desk=act.publisher in self.desks)
        rule(key_removed=self.desks[act.publisher].used,
             window_unsound=begins < ends and s.at < ends <= s.at + 32 * 24 * HOUR,
             channels_unsound=act.channels and len(set(act.channels)) == len(act.channels))
        for each in act.channels:
            rule(no_such_channel=each in self.channels, channel_closed=each in self.channels and self.is_open(each))
        order = [KINDS[self.channels[each].kind].order for each in act.channels]
        rule(channels_unsound=order == sorted(order), no_such_revision=release or "replaces" not in act,
             release_reused=act.number == (release.number if release else self.next),
             not_the_newest=not release or act.get("replaces") == release.revisions[-1].revision,
             leg_state=not release or all(leg.state not in OPEN for each in release.revisions for leg in each.legs),
             revision_reused=act.revision not in self.submitted)
        release = self.releases.setdefault(act.release, Fields(number=act.number, revisions=[]))
        for each in release.revisions:
            each.withdrawn = True
        legs = [Fields(channel=each, attempts=0, state="ready", remotes=[], takedown="no") for each in act.channels]
        release.revisions.append(Fields(act, by=s, legs=legs, approvals=[], rejected="", withdrawn=False))
        self.submitted.add(act.revision)
        self.next = max(self.next, act.number + 1)
    def approved(self, act, s):
        r = self.standing(act)
        last = max(self.last_stop(leg.channel) for leg in r.legs)
        rule(own_release=s.member != r.by.member, editor_is_approver=s.member not in r.editors,
             role_needed=self.holds(s.member, "approver"),
             already_approved=not any(each.member == s.member and each.seq > last for each in r.approvals),
             policy_epoch_differs=act.policy_epoch == len(self.policies) - 1,
             publisher_differs=act.publisher == r.publisher, window_differs=act.window == r.window,
             expired=s.at < millis(r.window.execute_before), flags_not_acknowledged=act.flags == r.flags,
             stopped=any(self.last_stop(leg.channel, [True]) < 0 for leg in r.legs))
        r.approvals.append(Fields(s, seq=self.seq))
    def rejected(self, act, s):
        self.standing(act).rejected = s.member
    def withdrawn(self, act, s):
        self.standing(act).withdrawn = True

    # Sending: the gate, and what became of a leg.
    def claimed(self, act, s):
        r = self.revision(act)
        leg = found({each.channel: each for each in r.legs}, act.channel, "no_such_channel")
        rule(leg_state=leg.state == "ready" or leg.state == "failed" and leg.again, not_claimed=act.attempt == leg.attempts + 1)
        live = any(each.state == "receipted" and each.takedown != "gone" for each in self.legs(act) if each is not leg)
        rule(leg_state=leg.takedown == "no", earlier_revision_live=not live or KINDS[self.channels[act.channel].kind].in_place,
             too_old=not self.too_old, stopped=self.last_stop(act.channel, [True]) < 0, channel_closed=self.is_open(act.channel))
        author, stop, asked = self.standing(act).by, self.last_stop(act.channel), self.policies[r.policy_epoch:]
        rule(not_the_publisher=r.publisher == s.desk, not_yet=s.at >= millis(r.window.not_before),
             expired=s.at < millis(r.window.execute_before), submitter_suspended=not self.suspended(author.member, s.at)
             and self.in_use(author.member, author.desk) and self.holds(author.member, "author"))
        given = [each for each in r.approvals if self.in_use(each.member, each.desk) and not self.suspended(each.member, s.at)
                 and self.holds(each.member, "approver")]
        signers, special = {each.member for each in given if each.seq > stop}, [each for policy in asked for each in policy.channels]
        special = [each for each in special if each.channel == act.channel]
        enough = len(signers) + 1 >= max(each.signatures for each in asked + special)
        rule(signed_before_stop=enough or all(each.seq > stop for each in given), signatures_missing=enough,
             approver_role_missing=all(any(self.holds(who, each.role) for who in signers) for each in special if "role" in each))
        seen = [at for desk, at in self.beacons.items() if desk != s.desk] + [each.at for each in r.approvals if each.desk != s.desk]
        since = s.at - 1000 * min(policy.freshness_s for policy in asked)
        rule(stale_view=max(seen, default=-1) >= since or not any(self.desks[each].used for each in self.desks if each != s.desk))
        leg.update(state="claimed", attempts=act.attempt)
    def legs(self, at):
        """The legs of a release on a channel, in all its revisions."""
        revisions = found(self.releases, at.release, "no_such_revision").revisions
        return [leg for revision in revisions for leg in revision.legs if leg.channel == at.channel]
    def leg(self, at):
        leg = found({each.channel: each for each in self.revision(at, newest=False).legs}, at.channel, "no_such_revision")
        rule(not_claimed=leg.attempts == at.attempt)
        return leg
    def receipt(self, act, s):
        """Whatever the publisher reports of a leg that it has in hand."""
        told = act.get("outcome", act)
        rule(not_the_publisher=self.revision(act.leg, newest=False).publisher == s.desk)
        leg, remotes = self.leg(act.leg), [each.id for each in told.get("remotes", [])]
        rule(leg_state=leg.state in (("unknown", "undecided") if told is not act else ("claimed",)))
        leg.update(state=STATES.get(told.kind, told.kind), remotes=remotes, again=act.get("again"))
    send_failed = send_unknown = send_resolved = receipt

    # Stop, takedown, revocation, beacon.
    def stop(self, act, s):
        rule(no_such_channel=act.scope.kind == "everything" or act.scope.channel in self.channels)
        self.stops.append(Fields(link=self.link, seq=self.seq, scope=act.scope, on=True))
    def takedown_ordered(self, act, s):
        tried = [leg for leg in self.legs(act) if leg.attempts]
        live = [leg for leg in tried if leg.state in (*OPEN, "receipted")]
        rule(not_live=live and live[-1].takedown != "gone")
        for leg in tried:
            leg.takedown = "gone" if leg.takedown == "gone" else "ordered"
    def taken_down(self, act, s):
        ordered = [leg for leg in self.legs(act) if leg.takedown != "no"]
        rule(not_ordered=ordered)
        for leg in ordered:
            leg.takedown = "gone" if act.gone or leg.takedown == "gone" else "not proved"
    def revocation_ordered(self, act, s):
        rule(no_such_channel=act.channel in self.channels, channel_closed=act.channel in self.channels and self.is_open(act.channel))
        self.channels[act.channel].revoked = "ordered"
    def revoked(self, act, s):
        rule(not_ordered=found(self.channels, act.channel, "no_such_channel").revoked != "no")
        self.channels[act.channel].revoked = "answered"
    def beacon(self, act, s):
        rule(beacon_off_chain=(act.seq, act.head) == s.before)
        self.beacons[s.desk] = s.at

    def state(self):
        """The digest of the state: sorted JSON of all that decides whether a post may go out."""
        when = lambda at: (EPOCH + timedelta(milliseconds=at)).isoformat(timespec="milliseconds") + "Z"
        until = lambda at: "active" if at == 0 else "suspended" if at == FOR_EVER else "suspended until " + when(at)
        leg = lambda each: {**{name: each[name] for name in ("attempts", "channel", "state", "takedown")},
                            "remotes": each.remotes if each.state == "receipted" else []}
        revision = lambda each: {
            "approvals": [f"{one.member} at {one.desk} in {one.seq}" for one in each.approvals], "digest": each.revision,
            "legs": [leg(one) for one in each.legs], "rejected": each.rejected, "submitter": each.by.member, "withdrawn": each.withdrawn}
        member = lambda each: {
            "keys": {desk: key.key + (" in use" if key.used else " removed") for desk, key in each.held.items()},
            "roles": sorted(each.roles, key="author approver manager".find), "standing": until(each.until)}
        return sha256(encoded({
            "beacons": {desk: when(at) for desk, at in self.beacons.items()},
            "channels": {name: {what: each[what] for what in each if what != "kind"} for name, each in self.channels.items()},
            "desks": {name: {"key": each.key, "removed": not each.used} for name, each in self.desks.items()},
            "head": self.link, "members": {name: member(each) for name, each in self.members.items()}, "name": self.name,
            "office": self.id, "policy": len(self.policies) - 1, "practice": self.practice, "proposals": sorted(self.proposals),
            "releases": {name: {"number": each.number, "revisions": [revision(one) for one in each.revisions]}
                         for name, each in self.releases.items()},
            "seq": self.seq, "stops": [stop.link for stop in self.stops if stop.on], "too_old": self.too_old, "voids": self.voids},
            sort_keys=True))

def followed(opening, lines, pins):
    """The office that an export makes; Broken where it does not hold together."""
    office, link = None, sha256(b"countersign/genesis/v1\0", bytes.fromhex(opening.office.replace("-", "")))
    def need(why, holds):
        if not holds:
            raise Broken(why, seq)
    for seq, line in enumerate(lines):
        data = bytes.fromhex(line.body_hex) if "body_hex" in line else line.body.encode(errors="surrogatepass")
        body, message = decoded(data), pae(b"entry", data)
        need("unreadable", body)
        act, after = body.act, sha256(b"countersign/link/v1\0", len(message).to_bytes(8, "big"), message, bytes.fromhex(line.sig))
        need("other_office", body.office == opening.office)
        need("gap", body.seq == seq)
        need("link_differs", body.prev == link)
        need("rewritten", pins.get(seq, after) == after)
        need("line_differs", (line.seq, line.link) == (seq, after))
        founders = act.founders if act.kind == "office_founded" else []
        founders = [each.key for each in founders if body.by == {"member": each.member, "device": act.desk.desk}]
        key = office.key_of(body.by) if office else [*founders, None][0]
        need("stranger", key)
        need("bad_signature", fits(key, message, line.sig))
        need("not_founded", office or founding_holds(body.office, act))
        office, link = office or Office(body, after), after
        if seq:
            office.follow(body, after)
    seq = max(len(lines) - 1, 0)
    need("empty", lines)
    need("withheld", seq >= max(pins))
    need("line_differs", len(lines) == opening.entries)
    return office

def exports(name):
    """The exports in a file, each an opening and its lines; ValueError for anything else."""
    there = []
    for line in open(name, encoding="utf-8", newline="\n"):
        line = json.loads(line, object_pairs_hook=Fields)
        if type(line) is Fields and "countersign_export" in line:
            there.append((line, []))
            sound = line.countersign_export == 1 and shaped(line.office, "uid") and shaped(line.entries, "u53") and shaped(line.head, "hash")
        else:
            sound = there and shaped(line.sig, "sig") and type(line.get("body", "")) is str
            there[-1][1].append(line)
        if not sound:
            raise ValueError("no export of a version that this verifier knows")
    if not there:
        raise ValueError("the file is empty")
    return there

def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--json", action="store_true", help="one JSON object an export")
    words.add_argument("--pin", metavar="SEQ:LINK", help="a head that the chain must go through")
    words.add_argument("export", nargs="+")
    words, code = words.parse_args(), 0
    pin = {int(words.pin.split(":")[0]): words.pin.split(":")[1]} if words.pin else {}
    try:
        there = [(name, *export) for name in words.export for export in exports(name)]
    except (OSError, ValueError, KeyError, TypeError, IndexError) as why:
        print(f"this cannot be read as an export: {why!r}", file=sys.stderr)
        return 2
    for name, opening, lines in there:
        try:
            office = followed(opening, lines, {opening.entries - 1: opening.head, **pin})
            answer = {"verdict": "ok", "entries": len(lines), "head": office.link, "state": office.state(), "voids": office.voids}
        except Broken as broken:
            answer, code = {"verdict": "broken", "kind": broken.args[0], "seq": broken.args[1]}, 1
        if words.json:
            print(json.dumps({"office": opening.office, **answer}))
        elif answer["verdict"] == "ok":
            print(f"{name}: sound, {len(lines)} entries\n  head  {office.link}\n  state {answer['state']}")
            print(*(f"  entry {void['seq']} is void: {void['code']}" for void in office.voids), sep="\n")
        else:
            print(f"{name}: BROKEN at entry {answer['seq']}: {answer['kind']}")
    return code

if __name__ == "__main__":
    sys.exit(main())
