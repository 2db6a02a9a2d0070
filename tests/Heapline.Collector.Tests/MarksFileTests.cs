using Heapline.Collector.Running;
using Xunit;

namespace Heapline.Collector.Tests;

public sealed class MarksFileTests
{
    [Fact]
    public void Calls_are_read_in_the_order_of_their_ends_and_what_is_no_call_is_passed_over()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """
                200	4096	900	8192	0	__main__	outer	3	/src/run me.py
                300	4096	400	4096	1		part 1	7	/src/run me.py
                -5	4096	400	4096	1	m	f	7	a.py
                500	4096	400	4096	1	m	ends before it begins	7	a.py
                99999999999999999999	4096	400	4096	1	m	f	7	a.py
                some program's own words

                600	4096	700	4096	1	m	cut
                """);

            Assert.Equal(
                [
                    new FunctionMark(new("part 1", "/src/run me.py", 7), "", 300, 400, 4096, 4096, 1),
                    new FunctionMark(new("outer", "/src/run me.py", 3), "__main__", 200, 900, 4096, 8192, 0),
                ],
                MarksFile.Read(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_program_that_made_no_file_has_no_calls() => Assert.Empty(MarksFile.Read("/nowhere/marks"));
}
