using Heapline.Torture;
using Heapline.Torture.Scenarios;
using Xunit;

namespace Heapline.EndToEnd.Tests.Reliability;

/// <summary>However and whenever the program ends, the capture says what the program itself wrote down before. The long form: ./dev torture --only program-dies.</summary>
public sealed class TheProgramDies
{
    public static TheoryData<string, int> Endings()
    {
        var data = new TheoryData<string, int>();
        foreach (var (ending, exitCode) in ProgramDies.Endings)
            data.Add(ending, exitCode);
        return data;
    }

    [Theory, MemberData(nameof(Endings))]
    public void Totals_agree_with_its_own_log(string ending, int exitCode)
    {
        for (var seed = 1; seed <= 2; seed++)
        {
            using var round = new Round(seed);
            Finding.None(ProgramDies.Run(round, Workshop.Newest, ending, exitCode, microseconds: 20_000 * seed));
        }
    }
}
