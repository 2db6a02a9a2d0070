using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Heapline.Capture;
using Heapline.Views.Report;
using Xunit;

namespace Heapline.Report.Tests;

public sealed partial class PageTests
{
    private static readonly string s_simulated = Page(SimulatedRun.Create().Capture);

    [Fact]
    public void Without_data_it_is_under_250_KB() =>
        Assert.InRange(ReportPage.Make(new CaptureData { Run = SimulatedRun.Create().Capture.Run }, new ReportOptions()).Bytes.Length, 1, 250_000);

    [Fact]
    public void It_is_the_same_bytes_for_the_same_capture() => Assert.Equal(s_simulated, Page(SimulatedRun.Create().Capture));

    [Fact]
    public void It_names_no_address_but_in_the_libraries_licences()
    {
        var without = Licences().Replace(s_simulated, "");
        Assert.DoesNotContain("http://", without.Replace("http://www.w3.org/", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("https://", without, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_policy_allows_its_own_program_and_style_by_hash_and_nothing_else()
    {
        var policy = Regex.Match(s_simulated, "Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value;
        var program = Regex.Match(s_simulated, "<script>(.*?)</script>", RegexOptions.Singleline).Groups[1].Value;
        var style = Regex.Match(s_simulated, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;
        Assert.Equal(
            $"default-src 'none'; base-uri 'none'; form-action 'none'; script-src '{Hash(program)}'; style-src '{Hash(style)}'", policy);
    }

    [Fact]
    public void Nothing_of_a_hostile_capture_is_outside_the_packed_data_but_the_title_and_that_is_escaped()
    {
        var page = Page(HostileRun.Capture);
        Assert.DoesNotContain("window.hit = 1</script>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', page);
        Assert.DoesNotContain('\u001b', page);
        Assert.Equal(3, Regex.Count(page, "<script"));
    }

    private static string Page(CaptureData capture) => Encoding.UTF8.GetString(ReportPage.Make(capture, new ReportOptions()).Bytes.Span);

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [GeneratedRegex(@"/\*!.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Licences();
}
