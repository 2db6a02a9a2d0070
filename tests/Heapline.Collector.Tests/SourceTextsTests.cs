using System.Text;
using Heapline.Collector.Running;

namespace Heapline.Collector.Tests;

public sealed class SourceTextsTests
{
    [Fact]
    public void Encoding_is_utf8_unless_a_cookie_in_the_first_two_lines_says_otherwise()
    {
        Assert.Equal("x = 'ä'\n", SourceTexts.Decode(Encoding.UTF8.GetBytes("x = 'ä'\n")));
        Assert.Equal("x\n", SourceTexts.Decode([0xEF, 0xBB, 0xBF, (byte)'x', (byte)'\n']));
        Assert.Equal("#!/x\n# -*- coding: latin-1 -*-\nä", SourceTexts.Decode(Encoding.Latin1.GetBytes("#!/x\n# -*- coding: latin-1 -*-\nä")));
        Assert.Null(SourceTexts.Decode(Encoding.Latin1.GetBytes("\n\n# coding: latin-1\nä")));
        Assert.Null(SourceTexts.Decode(Encoding.Latin1.GetBytes("# coding: koi8-r\nä")));
    }

    [Fact]
    public void Only_real_files_of_at_most_one_MiB_are_read()
    {
        var folder = Directory.CreateTempSubdirectory("heapline-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "a.py"), "a = 1\n");
        File.WriteAllText(Path.Combine(folder, "big.py"), new string('#', (1 << 20) + 1));
        Directory.CreateDirectory(Path.Combine(folder, "d.py"));
        var found = SourceTexts.Of(["a.py", "big.py", "d.py", "<string>", "/dev/zero", "", "gone.py", "a\0b"], folder).ToList();
        Directory.Delete(folder, recursive: true);
        Assert.Equal([("a.py", "a = 1\n")], found);
    }
}
