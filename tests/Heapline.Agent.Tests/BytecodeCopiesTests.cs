using Heapline.Agent.Native;
using Heapline.Agent.Stacks;
using Xunit;

namespace Heapline.Agent.Tests;

/// <summary>Arrays of the threads' copies of bytecode, laid out as CPython 3.14 lays them out: a number, then so many addresses.</summary>
public sealed unsafe class BytecodeCopiesTests
{
    private const nuint Page = 4096;

    [Theory, InlineData(true), InlineData(false)]
    public void A_copy_is_found_by_its_index(bool attached)
    {
        var array = stackalloc nint[] { 3, 0x1000, 0, 0x3000 };
        var place = (nint)array;
        Assert.Equal(0x1000, BytecodeCopies.Find(&place, 0, attached));
        Assert.Equal(0, BytecodeCopies.Find(&place, 1, attached));
        Assert.Equal(0x3000, BytecodeCopies.Find(&place, 2, attached));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void An_index_beyond_the_array_has_no_copy(bool attached)
    {
        var array = stackalloc nint[] { 1, 0x1000, 0x2000 };
        var place = (nint)array;
        Assert.Equal(0, BytecodeCopies.Find(&place, 1, attached));
        Assert.Equal(0, BytecodeCopies.Find(&place, int.MaxValue, attached));
        Assert.Equal(0, BytecodeCopies.Find(&place, -1, attached));
        place = 0;
        Assert.Equal(0, BytecodeCopies.Find(&place, 0, attached));
    }

    [Fact]
    public void A_detached_thread_survives_an_array_that_is_gone()
    {
        // Not unmapped: another test may be given those addresses. Nothing can be read there either.
        var place = LibC.mmap(0, Page, LibC.ProtNone, LibC.MapPrivate | LibC.MapAnonymous, -1, 0);
        Assert.Equal(0, BytecodeCopies.Find(&place, 0, attached: false));
        Assert.Equal(0, LibC.munmap(place, Page));
    }

    [Fact]
    public void A_detached_thread_reads_rightly_while_arrays_are_replaced_and_unmapped()
    {
        const int rounds = 20_000;
        var place = stackalloc nint[1];
        place[0] = (nint)New();
        var at = (nint)place;
        var over = false;
        var replacing = new Thread(() =>
        {
            for (var round = 0; round < rounds; round++)
            {
                var old = (nint*)Interlocked.Exchange(ref *(nint*)at, (nint)New());
                *old = -1;
                PrivateMemory.Unmap(old, Page);
            }
            Volatile.Write(ref over, true);
        });
        replacing.Start();
        var found = 0;
        while (!Volatile.Read(ref over) || found == 0)
        {
            var copy = BytecodeCopies.Find(place, 1, attached: false);
            if (copy == 0) continue; // it was replaced each time
            Assert.Equal(0x7000, copy);
            found++;
        }
        replacing.Join();
        PrivateMemory.Unmap((void*)place[0], Page);
    }

    private static nint* New()
    {
        var array = (nint*)PrivateMemory.Map(Page);
        (array[0], array[1], array[2]) = (2, 0x6000, 0x7000);
        return array;
    }
}
