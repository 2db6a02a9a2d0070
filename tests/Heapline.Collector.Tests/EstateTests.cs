using Heapline.Capture;
using Heapline.Collector.Accounting;
using Heapline.Collector.Events;
using FsCheck.Fluent;

namespace Heapline.Collector.Tests;

/// <summary>What forks have from their parents, against a model that copies everything at each fork.</summary>
public sealed class EstateTests
{
    [Fact]
    public void Forks_of_forks_that_end_in_any_order_have_what_a_copy_would_have() =>
        FsCheck.Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            var family = new Family();
            for (var step = 0; step < 400; step++)
                family.Do(random);
            family.End();
        }));

    [Fact]
    public void A_block_that_the_parent_replaced_is_still_the_forks()
    {
        var family = new Family();
        var parent = family.Alive[0];
        parent.Allocate(0x1000, 100);
        var child = family.Fork(parent);
        parent.Free(0x1000);
        parent.Allocate(0x1000, 7);
        Assert.Equal(100, child.Events.Estate.Inherited!.Bytes);
        child.Free(0x1000);
        child.Free(0x1000);
        Assert.Equal((0, 0), (child.Events.Estate.Inherited.Bytes, child.Events.Estate.Inherited.Blocks));
        Assert.Equal(1, child.Events.UnknownFrees);
        family.End();
    }

    [Fact]
    public void Mappings_pass_on_and_leave_in_parts()
    {
        var family = new Family();
        family.Alive[0].Events.AllocateApart(0x10000, 0, 0x3000, Protocol.HookedFunction.Mmap);
        var child = family.Fork(family.Alive[0]);
        child.Events.Unmap(0x11000, 0x1000);
        Assert.Equal(0x2000, child.Events.Estate.Inherited!.Bytes);
        Assert.Equal(0x3000, family.Alive[0].Account.HeapBytes);
        family.End();
    }

    private sealed class Family
    {
        private int _tick;
        private int _site;

        public Family() => Alive.Add(new Member(this, null));

        public List<Member> Alive { get; } = [];

        public int NextSite() => _site++;

        public void Do(Random random)
        {
            var member = Alive[random.Next(Alive.Count)];
            var address = (ulong)(0x1000 + 16 * random.Next(40) + (random.Next(10) == 0 ? 8 : 0));
            switch (random.Next(20))
            {
                case < 8:
                    if (!member.Has(address))
                        member.Allocate(address, random.Next(20) == 0 ? 1 << 25 : random.Next(1, 500));
                    break;
                case < 16:
                    member.Free(address);
                    break;
                case < 18:
                    NextTick();
                    break;
                case 18:
                    if (Alive.Count < 8)
                        Fork(member);
                    break;
                default:
                    if (Alive.Count > 1)
                        member.End();
                    break;
            }
            foreach (var other in Alive)
                other.Check();
        }

        public Member Fork(Member parent)
        {
            var child = new Member(this, parent);
            Alive.Add(child);
            return child;
        }

        public void NextTick()
        {
            _tick++;
            foreach (var member in Alive)
                member.Account.EndTick(_tick, out _, out _);
        }

        public int Tick => _tick;

        public void End()
        {
            while (Alive.Count > 0)
                Alive[0].End();
        }
    }

    private sealed class Member
    {
        private readonly Family _family;
        private readonly Dictionary<ulong, long> _own = [];
        private readonly Dictionary<ulong, long> _inherited = [];
        private uint _forks;

        public Member(Family family, Member? parent)
        {
            _family = family;
            Events = new BlockEvents(Account);
            if (parent != null)
            {
                parent.Events.Estate.Fork(++parent._forks, family.Tick, 0);
                family.NextTick();
                Events.Estate.Inherited = new Inheritance(parent.Events.Estate, parent.Events.Estate.Find(parent._forks)!);
                foreach (var (address, bytes) in parent._inherited.Concat(parent._own))
                    _inherited[address] = bytes;
            }
            Account.AddSite(new SiteKey(0, 0, 0), new SiteId(family.NextSite()));
            Account.EndTick(family.Tick, out _, out _);
        }

        public HeapAccount Account { get; } = new();
        public BlockEvents Events { get; }

        public bool Has(ulong address) => _own.ContainsKey(address) || _inherited.ContainsKey(address);

        public void Allocate(ulong address, long bytes)
        {
            _own[address] = bytes;
            Events.Allocate(address, 0, (ulong)bytes);
        }

        public void Free(ulong address)
        {
            if (!_own.Remove(address))
                _inherited.Remove(address);
            Events.Free(address);
        }

        public void End()
        {
            _family.Alive.Remove(this);
            void Close()
            {
                var inherited = Events.Estate.Inherited;
                Events.Dispose();
                Account.Dispose();
                inherited?.Dispose();
            }
            if (Events.Estate.HasHeirs)
                Events.Estate.Emptied = Close;
            else
                Close();
        }

        public void Check()
        {
            Assert.Equal(_own.Values.Sum(), Account.HeapBytes);
            if (Events.Estate.Inherited is { } inherited)
                Assert.Equal((_inherited.Values.Sum(), _inherited.Count), (inherited.Bytes, inherited.Blocks));
        }
    }
}
