"""The people of the sample hospital, all invented, its doctors' hours, and the patients of its fullest slot.

Names are written as Indian desks meet them: most in Latin letters, the others in nine scripts.
"""

from __future__ import annotations

from opd_tui.domain.people import Actor

ACTORS = (
    Actor("asha", "desk-1"),
    Actor("ravi", "desk-2"),
    Actor("meena", "desk-3"),
    Actor("joseph", "desk-4"),
)

AT_ANY_HOUR = "Dr Thomas"
"""Has a slot at every hour of every day, so that a sample is busy whenever it is opened."""

SHIFTS = dict.fromkeys(range(0, 24, 4), 8)
"""The hours at which a slot of four hours begins in acute care, with its seats."""

DOCTORS: tuple[tuple[str, str, str, str, dict[int, int]], ...] = (
    ("Dr Rao", "Cardiology", "3", "MON TUE WED THU FRI", {8: 10, 9: 8, 10: 10, 11: 8, 17: 8}),
    ("Dr Iyer", "Orthopaedics", "5", "TUE THU SAT", {9: 8, 10: 8, 11: 8, 16: 6}),
    ("Dr Qureshi", "Medicine", "1", "MON TUE THU FRI", {7: 8, 8: 8, 9: 10, 12: 8}),
    ("Dr Kaur", "Medicine", "2", "MON WED THU SAT", {13: 8, 14: 8, 15: 8, 16: 6}),
    ("Dr Sen", "Paediatrics", "7", "TUE WED FRI", {10: 10, 11: 8, 17: 8, 18: 8}),
    ("Dr Kurian", "Orthopaedics", "6", "TUE THU SAT", {18: 8, 19: 8, 20: 6}),
    (AT_ANY_HOUR, "Acute care", "0", "", {}),
)
"""Name, department, room, weekdays, and the hours at which a slot of one hour begins, with its seats.

On the weekday of the sample's own day all of them sit.
"""

NIGHT = ("Dr Kurian", "TUE", "22:00", "02:00", 8)
"""The doctor with a night slot, and its times. No zone changes its clocks in the middle of a week."""

SUNDAYS = {"Dr Qureshi": {9: 8, 10: 8}, "Dr Kaur": {16: 6, 17: 6}}
"""The few slots of a Sunday."""

EMPTY = ("Dr Kurian", "20:00")
"""A slot of the sample's own day that nobody has booked."""

CROWD = (
    *(("WALKIN", ago) for ago in (119, 105, 90, 69, 62, 56, 48, 39, 34, 28)),
    *(("PAID", 21), ("PAID", 16), ("WALKIN", 11), ("EMERGENCY", 6)),
)
"""The bookings of the crowded slot, and how many minutes ago: some of the walk-ins lose their seats again."""

_LATIN = """
Asha Patil, Ravi Kumar, Meena Shah, Joseph Mathew, Sunita Devi, Rajesh Sharma, Pooja Tripathi,
Mohan Lal Yadav, Kamla Mishra, Vikas Gupta, Rekha Chauhan, Shivani Pandey, Arvind Saxena, Geeta Rawat,
Dinesh Bisht, Nirmala Joshi, Suresh Prasad Singh, Anjali Srivastava, Ramesh Chand, Babita Kumari,
Sanjay Kulkarni, Mangala Jadhav, Dnyaneshwar Shinde, Vaishnavi Gaikwad, Omkar Bhosale, Shraddha Deshmukh,
Prakash Pawar, Sarita Kamble, Nitin Chavan, Rohini Wagh, S. Karthik, K. Meenakshi, R. Murugan,
P. Senthil Kumar, Kavitha Ramasamy, V. Lakshmi Narayanan, Priya Venkatesan, M. Arulmozhi, T. Selvi,
A. Balasubramanian, Revathi Chandrasekar, J. Antony Raj, Subrata Chatterjee, Ananya Mukherjee, Rina Das,
Shubhankar Ghosh, Mousumi Sengupta, Amit Chakraborty, Fatema Khatun, Dipankar Biswas, Pallabi Roy,
Krishnendu Mondal, Venkateswara Rao, Lakshmi Prasanna, Srinivasa Reddy, Sujatha Naidu, Padmavathi Devi,
Raviteja Chowdary, Anusha Reddy, K. Satyanarayana Murthy, Manjunath Gowda, Sharada Hegde, Basavaraj Patil,
Kavya Shetty, Nagaraj Kulkarni, Pushpa Rao, Chandrashekhar Bhat, Lakshmidevi, Jayesh Patel, Hetal Shah,
Kirit Mehta, Bhavna Desai, Narendra Parmar, Urvashi Trivedi, Dharmesh Solanki, Falguni Joshi, Gurpreet Kaur,
Harjinder Singh, Manpreet Kaur Gill, Balwinder Singh Sidhu, Sukhwinder Kaur, Jasbir Singh Dhillon,
Paramjit Kaur, Lakshmi Nair, Radhakrishnan Pillai, Amina Beevi, Aneesh Kurian, Sreedevi Menon, Bindu Thomas,
Shaji Varghese, Mini Jose, Mohammed Arif Khan, Fatima Begum, Ayesha Siddiqui, Imtiaz Ahmed, Nasreen Ansari,
Yusuf Qureshi, Zainab Shaikh, Abdul Rahman, Rubina Sayyed, Maria D'Souza, Anthony Fernandes, Lourdes Pinto,
Bikash Sahoo, Sasmita Mohanty, Pratap Behera, Jyotirmayee Nayak, Pranab Gogoi, Rupali Bora, Hiranya Kalita,
Lalrinpuii, Ngangom Ibemhal, Temsula Ao, Bijoy Debbarma, Sonam Dorjee, Roshan Tamang, Budhni Murmu,
Birsa Oraon, Zarin Daruwalla, Ravi Kumar
"""

_SCRIPTS = """
राम प्रसाद शर्मा, सुनीता देवी, अनिल कुमार वर्मा, पूजा त्रिपाठी, मोहन लाल यादव, कमला मिश्रा, विकास गुप्ता, रेखा चौहान,
शिवानी पांडे, राजेश सिंह, आशा पाटील, संजय कुलकर्णी, ज्ञानेश्वर शिंदे, मंगला जाधव, श्रद्धा देशमुख, क्षितिज जोशी, ओंकार भोसले,
वैष्णवी गायकवाड,
மீனாட்சி சுந்தரம், கார்த்திக் ராஜா, லட்சுமி நாராயணன், செந்தில் குமார், தமிழ்ச்செல்வி, ரா. முருகன், பிரியா வெங்கடேசன்,
அருள்மொழி பாண்டியன், ஸ்ரீதர் சுப்பிரமணியன், கவிதா ராமசாமி,
অনন্যা মুখোপাধ্যায়, সুব্রত চট্টোপাধ্যায়, রিনা দাস, শুভঙ্কর ঘোষ, মৌসুমী সেনগুপ্ত, অমিত চক্রবর্তী, ফাতেমা খাতুন, দীপঙ্কর বিশ্বাস,
পল্লবী রায়, কৃষ্ণেন্দু মণ্ডল,
లక్ష్మీ ప్రసన్న, వెంకటేశ్వర రావు, శ్రీనివాస రెడ్డి, సుజాత నాయుడు, కృష్ణవేణి, రవితేజ చౌదరి, పద్మావతి దేవి, సత్యనారాయణ మూర్తి,
అనూష రెడ్డి,
ಮಂಜುನಾಥ ಗೌಡ, ಶಾರದಾ ಹೆಗಡೆ, ಬಸವರಾಜ ಪಾಟೀಲ, ಲಕ್ಷ್ಮೀದೇವಿ, ಚಂದ್ರಶೇಖರ ಭಟ್, ಕಾವ್ಯಾ ಶೆಟ್ಟಿ, ನಾಗರಾಜ ಕುಲಕರ್ಣಿ, ಪುಷ್ಪಾ ರಾವ್,
જયેશ પટેલ, હેતલ શાહ, કિરીટ મહેતા, ભાવના દેસાઈ, નરેન્દ્ર પરમાર, ઉર્વશી ત્રિવેદી, ધર્મેશ સોલંકી,
ਗੁਰਪ੍ਰੀਤ ਕੌਰ, ਹਰਜਿੰਦਰ ਸਿੰਘ, ਮਨਪ੍ਰੀਤ ਕੌਰ ਗਿੱਲ, ਬਲਵਿੰਦਰ ਸਿੰਘ ਸਿੱਧੂ, ਸੁਖਵਿੰਦਰ ਕੌਰ, ਜਸਬੀਰ ਸਿੰਘ ਢਿੱਲੋਂ,
ലക്ഷ്മി നായർ, ജോസഫ് മാത്യു, രാധാകൃഷ്ണൻ പിള്ള, ആമിന ബീവി, അനീഷ് കുര്യൻ, ശ്രീദേവി മേനോൻ,
محمد عارف خان, فاطمہ بیگم, عائشہ صدیقی, امتیاز احمد, نسرین انصاری, یوسف قریشی
"""

PATIENTS = tuple(" ".join(name.split()) for name in f"{_LATIN.strip()}, {_SCRIPTS.strip()}".split(","))
"""200 names; two of them are namesakes, as in every register."""

REASONS = (
    "phoned",
    "travelling",
    "feels better",
    "comes next week",
    "went to another hospital",
    "family function",
)
"""Why patients cancel."""
